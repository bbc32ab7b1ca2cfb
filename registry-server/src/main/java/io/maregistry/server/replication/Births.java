package io.maregistry.server.replication;

import io.maregistry.server.state.Birth;
import java.security.SecureRandom;
import java.util.HexFormat;

/** Random names of clusters and of lines of revisions. Any thread. */
public final class Births {

    private static final int CLUSTER_ID_BYTES = 16;

    private final SecureRandom random = new SecureRandom();

    /** A cluster's. */
    public Birth next() {
        byte[] id = new byte[CLUSTER_ID_BYTES];
        random.nextBytes(id);
        return new Birth(HexFormat.of().formatHex(id), lineage());
    }

    /** A line's, which is not 0. */
    public long lineage() {
        long lineage = random.nextLong();
        return lineage == 0 ? 1 : lineage;
    }
}
