select
    inputs.version,
    inputs.code_version,
    inputs.extractor_version,
    {% for table in [
        'dim_bulletin', 'dim_indicator', 'dim_region', 'fct_observation', 'mart_indicator_series',
        'mart_series_vintages', 'mart_target_progress', 'mart_target_path', 'mart_regional_cooperation',
        'mart_conflicts', 'mart_consistency', 'mart_unmapped',
    ] %}
    (select count(*) from {{ ref(table) }}) as {{ table }},
    {% endfor %}
    cast(null as varchar) as verdicts
from {{ ref('stg_run_inputs') }} as inputs
