{#- Arithmetic on the interval that a stated number can mean. A null bound is unbounded; an open bound is not reached. -#}

{#- Whether two intervals have a number in common. -#}
{% macro overlaps(a, b) -%}
    (
        ({{ a }}.low is null or {{ b }}.high is null
            or {{ a }}.low < {{ b }}.high - 1e-9 * greatest(1, abs({{ b }}.high))
            or (abs({{ a }}.low - {{ b }}.high) <= 1e-9 * greatest(1, abs({{ b }}.high))
                and not {{ a }}.low_open and not {{ b }}.high_open))
        and ({{ b }}.low is null or {{ a }}.high is null
            or {{ b }}.low < {{ a }}.high - 1e-9 * greatest(1, abs({{ a }}.high))
            or (abs({{ b }}.low - {{ a }}.high) <= 1e-9 * greatest(1, abs({{ a }}.high))
                and not {{ b }}.low_open and not {{ a }}.high_open))
    )
{%- endmacro %}
