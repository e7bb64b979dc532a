"""The registers of many councils as one partitioned dataset of Parquet files, and questions to it."""
