{#- Words in the form in which they are compared: half-width digits and signs, no brackets, quotes or spaces. -#}
{% macro normalised(text) -%}
    translate(
        {{ text }},
        '０１２３４５６７８９％＋．　 （）()“”‘’"《》',
        '0123456789%+.'
    )
{%- endmacro %}
