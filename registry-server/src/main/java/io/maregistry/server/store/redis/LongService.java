package io.maregistry.server.store.redis;

import io.maregistry.server.state.Listed;
import io.maregistry.server.state.ServiceView;
import java.util.ArrayList;
import java.util.List;

/**
 * Replaces a service, one of whose lists, before or after, is too long for one script: pieces are built beside it, change
 * places with it in one short step, and what that leaves is put in order in pieces again. One thread.
 */
final class LongService {

    /** A list that is longer is not replaced in one script, and not told in one message. */
    static final int LONG = 1_000;

    private static final int PIECE = 250;

    private final RedisRegistryConfig keys;
    private final Rows rows;
    private final Fence fence;
    private final Calls calls;

    LongService(RedisRegistryConfig keys, Rows rows, Fence fence, Calls calls) {
        this.keys = keys;
        this.rows = rows;
        this.fence = fence;
        this.calls = calls;
    }

    /** The list takes the place of what is there; {@code isSound} tells whether hashes that seem equal may stay. */
    void replace(ServiceView service, String stamp, String message, boolean isSound) {
        String key = service.name().key();
        settle(key);
        List<Listed> piece = new ArrayList<>(PIECE);
        for (Listed listed : service.instances()) {
            piece.add(listed);
            if (piece.size() == PIECE) {
                stage(key, piece, isSound);
                piece.clear();
            }
        }
        if (!piece.isEmpty()) {
            stage(key, piece, isSound);
        }
        swap(key, stamp, service.size(), message);
        settle(key);
    }

    /** The registry does not know the service any more. */
    void forget(String key, String message) {
        settle(key);
        swap(key, "", 0, message);
        settle(key);
    }

    /** Puts in order what a swap, or a writer that died, has left of that service. */
    void settle(String key) {
        List<String> arguments = fence.arguments();
        arguments.addAll(List.of(key, keys.instanceKeys(key), keys.stagedInstanceKeys(key)));
        calls.repeat(
                Script.SETTLE,
                List.of(
                        keys.countersKey(),
                        keys.servicesKey(),
                        keys.instancesKey(key),
                        keys.stagedInstancesKey(key),
                        keys.stagedHeartbeatKey(key),
                        keys.stagedLiveKey(key),
                        keys.stagedChangesKey(key),
                        keys.swappedKey(key),
                        keys.leftKey(key),
                        keys.unsettledKey()),
                arguments);
    }

    private void stage(String key, List<Listed> piece, boolean isSound) {
        List<String> arguments = fence.arguments();
        arguments.addAll(
                List.of(key, keys.instanceKeys(key), keys.stagedInstanceKeys(key), isSound ? "sound" : "doubtful"));
        Rows.addFields(arguments);
        rows.addInstances(arguments, key, piece);
        calls.add(
                Script.STAGE,
                List.of(
                        keys.countersKey(),
                        keys.servicesKey(),
                        keys.instancesKey(key),
                        keys.stagedInstancesKey(key),
                        keys.stagedHeartbeatKey(key),
                        keys.stagedLiveKey(key),
                        keys.stagedChangesKey(key),
                        keys.unsettledKey()),
                arguments);
    }

    private void swap(String key, String stamp, int length, String message) {
        List<String> arguments = fence.arguments();
        arguments.addAll(List.of(key, stamp, Integer.toString(length), keys.changeChannel(key), message));
        calls.add(
                Script.SWAP,
                List.of(
                        keys.countersKey(),
                        keys.servicesKey(),
                        keys.instancesKey(key),
                        keys.heartbeatKey(key),
                        keys.liveKey(key),
                        keys.stagedInstancesKey(key),
                        keys.stagedHeartbeatKey(key),
                        keys.stagedLiveKey(key),
                        keys.stagedChangesKey(key),
                        keys.swappedKey(key),
                        keys.leftKey(key),
                        keys.recentKey(key),
                        keys.unsettledKey()),
                arguments);
    }
}
