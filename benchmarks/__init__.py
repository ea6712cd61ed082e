"""Side by side in one run: how soon a carer can choose, on our pages and on those of similar tools."""
