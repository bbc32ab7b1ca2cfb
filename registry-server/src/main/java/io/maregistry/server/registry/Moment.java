package io.maregistry.server.registry;

import io.maregistry.server.replication.Standing;

/** How this node stood at one moment, for an answer that is made of it later. */
public final class Moment {

    private final Standing standing;

    Moment(Standing standing) {
        this.standing = standing;
    }

    Standing standing() {
        return standing;
    }
}
