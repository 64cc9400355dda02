{# Characters from the start of one window of text to the next. #}
{% macro window_step() -%} 8000 {%- endmacro %}

{# Characters of a window before the step that it is for. #}
{% macro window_lead() -%} 2000 {%- endmacro %}

{# Joins the window of text that holds a figure and what stands around it, as `windows`. #}
{% macro join_window(figures) -%}
    inner join {{ ref('int_text_windows') }} as windows
        on
            {{ figures }}.bulletin_id = windows.bulletin_id
            and {{ figures }}.char_start // {{ window_step() }} = windows.window_index
{%- endmacro %}

{# `length` characters of a bulletin's text from `offset` on (counted from 0), out of the joined window. #}
{% macro text_at(offset, length) -%}
    substr(windows.window_text, {{ offset }} - windows.window_start + 1, {{ length }})
{%- endmacro %}
