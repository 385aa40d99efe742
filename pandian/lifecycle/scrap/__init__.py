"""Scrap 报废: what lies in the red zone is counted, valued and approved for destruction."""
