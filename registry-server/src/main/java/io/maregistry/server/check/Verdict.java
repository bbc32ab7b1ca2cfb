package io.maregistry.server.check;

/** What is held of an instance after its last answers. */
public enum Verdict {
    /** Nothing yet: its initial status counts. */
    OPEN,
    /** It serves. */
    GOOD,
    /** It does not. */
    FAILING
}
