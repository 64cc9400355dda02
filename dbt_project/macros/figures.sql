{#- What several models make of figures in the same way. -#}

{#- Columns that a row of the series has, of now or of a vintage. -#}
{% macro series_columns(statements) -%}
    {%- for column in [
        'series_id', 'indicator_id', 'region_id', 'year', 'period_start', 'period_end', 'status', 'measure',
        'direction', 'base_year', 'value', 'value_high', 'unit', 'qualifier', 'observation_id', 'bulletin_id',
    ] -%}
        {%- if column in ('year', 'base_year') -%}
            cast({{ statements }}.{{ column }} as integer) as {{ column }}
        {%- else -%}
            {{ statements }}.{{ column }}
        {%- endif -%}
        {{ ',\n    ' if not loop.last }}
    {%- endfor -%}
{%- endmacro %}

{#- Columns of a check of a bulletin's arithmetic, whatever its kind. -#}
{% macro check_columns() -%}
    {{ return([
        'kind', 'reach', 'observation_id', 'bulletin_id', 'indicator_id', 'region_id', 'year', 'unit',
        'stated', 'stated_low', 'stated_high', 'computed', 'computed_low', 'computed_high', 'holds',
        'observation_ids', 'explanation',
    ]) }}
{%- endmacro %}

{#- Whether what was computed can be what was stated: their closed intervals meet. A null bound is unbounded. -#}
{% macro can_be(computed_low, computed_high, stated_low, stated_high) -%}
    ({{ computed_low }} is null or {{ stated_high }} is null
        or {{ computed_low }} <= {{ stated_high }} + 1e-9 * greatest(1, abs({{ stated_high }})))
    and ({{ stated_low }} is null or {{ computed_high }} is null
        or {{ stated_low }} <= {{ computed_high }} + 1e-9 * greatest(1, abs({{ computed_high }})))
{%- endmacro %}
