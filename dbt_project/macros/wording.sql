{#- Expressions over the bulletins' words that several models share. -#}

{#- An alternation of words as a regular expression, longest first so that a longer word is never cut by a shorter one. -#}
{% macro alternation(word) -%}
    string_agg(regexp_escape({{ word }}), '|' order by length({{ word }}) desc, {{ word }})
{%- endmacro %}

{#- Text with every match of a pattern removed; a null or empty pattern removes nothing. -#}
{% macro without(text, pattern) -%}
    case
        when coalesce({{ pattern }}, '') = '' then {{ text }}
        else regexp_replace({{ text }}, {{ pattern }}, '', 'g')
    end
{%- endmacro %}

{#- How far before the end of a text a word was last said; null where it was not. -#}
{% macro distance_back(text, word) -%}
    nullif(strpos(reverse({{ text }}), reverse({{ word }})), 0)
{%- endmacro %}
