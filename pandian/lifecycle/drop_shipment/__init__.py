"""Drop shipment 直调: from the supplier to the customer past us, inspected the same day."""
