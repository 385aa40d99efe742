"""The register of documents 单据登记簿: finding them by whatever a person knows of them."""
