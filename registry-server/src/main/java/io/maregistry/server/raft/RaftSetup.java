package io.maregistry.server.raft;

import io.maregistry.model.Member;
import io.maregistry.server.config.DiskConfig;
import io.maregistry.server.config.LimitsConfig;
import io.maregistry.server.config.RaftConfig;
import io.maregistry.server.config.SnapshotConfig;
import io.maregistry.server.config.WriteRouting;
import io.maregistry.server.state.Settings;
import java.nio.file.Path;

/**
 * What a Raft node starts with.
 *
 * @param self this node as it announces itself
 * @param founding how the cluster was born; its peers are the first configuration, used while the log is empty
 * @param directory the data directory; the node uses {@code raft/} below it
 * @param options how it behaves
 */
public record RaftSetup(Member self, Founding founding, Path directory, Options options) {

    /**
     * How a Raft node behaves.
     *
     * @param raft of the configuration
     * @param snapshot of the configuration
     * @param settings what the cluster's state shall say of itself, proposed by a leader that finds others there
     * @param routing what becomes of a write on a follower
     * @param limits how much it takes
     */
    public record Options(
            RaftConfig raft, SnapshotConfig snapshot, Settings settings, WriteRouting routing, Limits limits) {}

    /**
     * How much a Raft node takes before it says no.
     *
     * @param time how long callers wait
     * @param waiting how many of them
     * @param disk what is left alone on the disk
     */
    public record Limits(LimitsConfig.Time time, LimitsConfig.Waiting waiting, DiskConfig disk) {

        /** The defaults of the configuration. */
        public static final Limits DEFAULT =
                new Limits(LimitsConfig.DEFAULT.time(), LimitsConfig.DEFAULT.waiting(), DiskConfig.DEFAULT);
    }
}
