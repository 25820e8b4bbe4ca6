from . import around as around, ranks as ranks, worth_page as worth_page
