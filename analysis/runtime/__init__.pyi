from .archive import (
    Arrays as Arrays,
    cache_folder as cache_folder,
    content_digest as content_digest,
    keep_newest as keep_newest,
    kept_json as kept_json,
    named as named,
    program_digest as program_digest,
    read_archive as read_archive,
    read_header as read_header,
    world_file as world_file,
    write_archive as write_archive,
)
from .parallel import second_process as second_process, workshop as workshop
