package io.maregistry.server.watch;

import io.maregistry.server.state.Root;

/** The subject is another one by changes that are not known here: this node took over a whole document. */
record Leap(Subject subject, long revision) implements RingEntry {

    private static final int BYTES = 100;

    /** To what the root holds. */
    static Leap to(Root root, Subject subject) {
        return new Leap(subject, subject.revisionIn(root));
    }

    @Override
    public int bytes() {
        return BYTES + subject.key().length();
    }
}
