"""Export for the Local Government Transparency Code 2015."""
