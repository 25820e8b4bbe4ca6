from .sheet import Cell as Cell, Figure as Figure, Head as Head, plain as plain, table_file as table_file
