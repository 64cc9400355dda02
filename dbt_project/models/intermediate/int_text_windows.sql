-- The text of each bulletin in overlapping windows: what stands around a figure is looked up in a short text, since
-- carrying the whole text with every figure would cost the square of a long bulletin's length.
with steps as (
    select
        bulletin_id,
        raw_text,
        unnest(generate_series(0, length(raw_text) // {{ window_step() }})) as window_index
    from {{ ref('int_bulletins') }}
)

select
    bulletin_id,
    cast(window_index as integer) as window_index,
    greatest(window_index * {{ window_step() }} - {{ window_lead() }}, 0) as window_start,
    substr(
        raw_text,
        greatest(window_index * {{ window_step() }} - {{ window_lead() }}, 0) + 1,
        {{ window_lead() }} + 2 * {{ window_step() }}
    ) as window_text
from steps
