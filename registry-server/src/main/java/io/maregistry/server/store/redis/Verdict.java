package io.maregistry.server.store.redis;

/** What a script says. */
enum Verdict {
    /** It was done. */
    OK,
    /** A part of it was done: again. */
    MORE,
    /** Nothing was done: the store does not stand where the append begins, or a service is not as it should be. */
    GAP,
    /** Nothing was done: another writer has gone further, or saves in our place. */
    CONFLICT,
    /** Nothing was done: a newer build wrote what is there, in a layout of its own. */
    NEWER
}
