"""The Dagster code location of Gongbao, and the reading of bulletins that it orchestrates."""
