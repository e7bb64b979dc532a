"""The register as a website: what each page shows, and the files of the folder."""
