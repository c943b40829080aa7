"""What we conclude: queries, fusion, scores, evidence, receipts."""
