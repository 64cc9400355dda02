-- Observations of a paragraph that introduces one institution (广州市妇女儿童医疗中心（…）是华南地区…): its beds and visits are those
-- of one hospital, not of the region that it stands in.
with words as (
    select
        {{ alternation("case when part = 'name' then word end") }} as names,
        {{ alternation("case when part = 'opening' then word end") }} as openings
    from {{ ref('institution_words') }}
),

paragraphs as (
    select
        observations.observation_id,
        {{ text_at('windows.window_start', 'observations.char_start - windows.window_start') }} as before,
        windows.window_start = 0 or contains(before, chr(10)) as holds_the_beginning,
        regexp_extract(before, '[^\n]*$') as before_number
    from {{ ref('int_observations_corrected') }} as observations
    {{ join_window('observations') }}
)

select paragraphs.observation_id
from paragraphs
cross join words
where
    paragraphs.holds_the_beginning
    and regexp_matches(
        paragraphs.before_number,
        '^[\s　]*[^，,。；;：:（(\s　]{2,30}(' || words.names || ')([（(][^（）()]{0,40}[）)]){0,2}(' || words.openings || ')'
    )
