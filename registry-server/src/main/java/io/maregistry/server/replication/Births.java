package io.maregistry.server.replication;

import io.maregistry.server.state.Birth;
import java.security.SecureRandom;

/** Random names of clusters and of lines of revisions. Any thread. */
public final class Births {

    private final SecureRandom random = new SecureRandom();

    /** A cluster's. */
    public Birth next() {
        return Birth.of(random::nextLong);
    }

    /** A line's, which is not 0. */
    public long lineage() {
        return Birth.lineageOf(random::nextLong);
    }
}
