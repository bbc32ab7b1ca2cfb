package io.maregistry.server.raft;

import com.alipay.sofa.jraft.entity.PeerId;
import io.maregistry.proto.v1.CheckpointFigures;
import io.maregistry.proto.v1.MemberFigures;
import io.maregistry.server.replication.Standing;
import io.maregistry.server.state.Root;
import io.maregistry.server.state.StateHash;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a member says of its state, in its figures. It stays true for ever, however late it is heard: what the member held
 * at an index.
 *
 * @param peer who says so
 * @param isAlive whether it was heard lately
 * @param applied the last entry in its state
 * @param hash of its state at that entry; null where it said nothing that can be read
 * @param checkpoints what it held at earlier indices, oldest first
 */
record Voice(
        String peer,
        boolean isAlive,
        long applied,
        @Nullable StateHash hash,
        List<Checkpoint> checkpoints) {

    /** How many checkpoints travel: those of the last seconds, as a member is heard twice a second. */
    private static final int TOLD = 16;

    private static final int HASH_DIGITS = 32;

    static Voice of(MemberFigures figures, boolean isAlive) {
        return new Voice(
                figures.getPeer(),
                isAlive,
                figures.getApplied(),
                figures.getStateHash().length() == HASH_DIGITS ? StateHash.parse(figures.getStateHash()) : null,
                figures.getCheckpointsList().stream()
                        .limit(TOLD)
                        .map(told ->
                                new Checkpoint(told.getIndex(), new StateHash(told.getHashHigh(), told.getHashLow())))
                        .toList());
    }

    /** What this node says of itself, in its heartbeats and in answers to those of others. */
    static MemberFigures figures(PeerId self, Standing standing, Root root, Checkpoints checkpoints) {
        MemberFigures.Builder figures = MemberFigures.newBuilder()
                .setPeer(self.toString())
                .setRole(MemberTable.role(standing.role()))
                .setTerm(standing.term())
                .setCommitted(standing.committed())
                .setApplied(root.position().index())
                .setRevision(root.scalars().revision())
                .setVersion(root.scalars().version())
                .setStateHash(root.hash().toString())
                .setReady(standing.isReady());
        for (Checkpoint each : checkpoints.newest(TOLD)) { // after the root, so that none below it is missing
            figures.addCheckpoints(CheckpointFigures.newBuilder()
                    .setIndex(each.index())
                    .setHashHigh(each.hash().high())
                    .setHashLow(each.hash().low()));
        }
        return figures.build();
    }

    /** What it held at that index, or null where it does not say. */
    @Nullable
    StateHash at(long index) {
        for (Checkpoint each : checkpoints) {
            if (each.index() == index) {
                return each.hash();
            }
        }
        return null;
    }

    /** What it holds with that entry as the last one, or null where it does not say or stands elsewhere. */
    @Nullable
    StateHash now(long entry) {
        return applied == entry ? hash : null;
    }

    /** Whether it will say what it holds at that index, which it has not reached yet. */
    boolean willTell(long index) {
        return isAlive && applied <= index && at(index) == null;
    }
}
