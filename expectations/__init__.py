"""What must hold before anything is published: one suite a gate, and the project's own expectations.

`bulletins`, `observations` and `marts` are the suites. The other modules hold the expectations that Great Expectations
does not bring, each rule beside the reading that it needs. `limits.csv` and `beyond_whole.csv` are the bounds, as data.
Keys and relationships are dbt's tests, not repeated here.
"""
