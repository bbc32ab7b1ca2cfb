package io.maregistry.server.store.redis;

/** What a script says. */
enum Verdict {
    /** It was done. */
    OK,
    /** Nothing was done: the store does not stand where the append begins. */
    GAP,
    /** Nothing was done: another writer has gone further, or saves in our place. */
    CONFLICT
}
