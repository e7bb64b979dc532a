"""Reports and committee papers through Jinja: what each template is given."""
