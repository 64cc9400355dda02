{#- The fields of an observation that a row of corrections.csv may set, with their types. -#}
{% macro correctable_fields() -%}
    {{ return({
        'value': 'double',
        'value_high': 'double',
        'unit': 'varchar',
        'qualifier': 'varchar',
        'measure': 'varchar',
        'direction': 'varchar',
        'status': 'varchar',
        'year': 'integer',
        'period_start': 'date',
        'period_end': 'date',
        'region_id': 'varchar',
        'metric': 'varchar',
        'cooperation': 'boolean',
    }) }}
{%- endmacro %}
