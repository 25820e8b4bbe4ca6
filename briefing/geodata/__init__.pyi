from .crs import crs_codes as crs_codes, crs_name as crs_name
