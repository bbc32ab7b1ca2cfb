package io.maregistry.server.store.redis;

import io.maregistry.server.state.Change;
import io.maregistry.server.state.Listed;
import io.maregistry.server.state.Root;
import io.maregistry.server.state.ServiceView;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/** Writes single services of one root; the scripts are sent by the calls that are given. One thread. */
final class StoredService {

    /** A list that is longer is built in pieces beside the old one. */
    static final int LONG = 1_000;

    private static final int PIECE = 250;

    private final RedisRegistryConfig keys;
    private final Root root;
    private final Rows rows;
    private final Fence fence;
    private final Calls calls;
    private final LongSupplier wallMillis;
    private final boolean isSound;

    /** @param isSound whether what is there already can be trusted */
    StoredService(
            RedisRegistryConfig keys, Root root, Fence fence, Calls calls, LongSupplier wallMillis, boolean isSound) {
        this.keys = keys;
        this.root = root;
        this.rows = new Rows(root);
        this.fence = fence;
        this.calls = calls;
        this.wallMillis = wallMillis;
        this.isSound = isSound;
    }

    /** The whole list takes the place of what is there. */
    void replace(ServiceView service) {
        String message = ChangeMessage.current(service, wallMillis.getAsLong());
        if (service.size() > LONG) {
            stage(service);
            swap(service, message);
            return;
        }
        List<Listed> all = new ArrayList<>(service.size());
        service.instances().iterator().forEachRemaining(all::add);
        call(service.name().key(), stampOf(service), "whole", List.of(message), List.of(), all);
    }

    /** Only the service's counters have moved. */
    void stamp(ServiceView service) {
        call(service.name().key(), stampOf(service), "delta", List.of(), List.of(), List.of());
    }

    /** Some of its instances have changed; {@code gone} are the urls of those that are not listed any more. */
    void change(ServiceView service, List<Change> changes, List<String> gone, List<Listed> listed) {
        List<String> messages = new ArrayList<>(changes.size());
        changes.forEach(change -> messages.addAll(ChangeMessage.of(change)));
        call(service.name().key(), stampOf(service), "delta", messages, gone, listed);
    }

    /** The registry does not know a service of that key any more. */
    void forget(String key, long revision) {
        String message = ChangeMessage.forgotten(key, revision, wallMillis.getAsLong());
        call(key, "", "whole", List.of(message), List.of(), List.of());
    }

    /** Brings the signs of life of a service that is as it should be. */
    void refresh(ServiceView service) {
        List<String> arguments = fence.arguments();
        int rowsIn = 0;
        for (Listed listed : service.instances()) {
            rows.addLive(arguments, service.name().key(), listed);
            if (++rowsIn == PIECE) {
                live(service, arguments);
                arguments = fence.arguments();
                rowsIn = 0;
            }
        }
        if (rowsIn > 0) {
            live(service, arguments);
        }
    }

    private void live(ServiceView service, List<String> arguments) {
        String key = service.name().key();
        calls.add(Script.LIVE, List.of(keys.countersKey(), keys.heartbeatKey(key), keys.liveKey(key)), arguments);
    }

    private String stampOf(ServiceView service) {
        return Stamp.of(root.scalars().lineage(), service).toString();
    }

    private void call(
            String key, String stamp, String extent, List<String> messages, List<String> gone, List<Listed> instances) {
        List<String> arguments = fence.arguments();
        arguments.addAll(List.of(key, stamp, keys.instanceKeys(key), keys.changeChannel(key), extent));
        addList(arguments, messages);
        addList(arguments, gone);
        Rows.addFields(arguments);
        rows.addInstances(arguments, key, instances);
        calls.add(
                Script.SERVICE,
                List.of(
                        keys.countersKey(),
                        keys.servicesKey(),
                        keys.instancesKey(key),
                        keys.heartbeatKey(key),
                        keys.liveKey(key)),
                arguments);
    }

    private static void addList(List<String> arguments, List<String> list) {
        arguments.add(Integer.toString(list.size()));
        arguments.addAll(list);
    }

    private void stage(ServiceView service) {
        List<Listed> piece = new ArrayList<>(PIECE);
        boolean isFirst = true;
        for (Listed listed : service.instances()) {
            piece.add(listed);
            if (piece.size() == PIECE) {
                stage(service.name().key(), isFirst, piece);
                isFirst = false;
                piece.clear();
            }
        }
        if (!piece.isEmpty()) {
            stage(service.name().key(), isFirst, piece);
        }
    }

    private void stage(String key, boolean isFirst, List<Listed> piece) {
        List<String> arguments = fence.arguments();
        arguments.addAll(List.of(
                isFirst ? "first" : "next",
                key,
                keys.instanceKeys(key),
                keys.stagedInstanceKeys(key),
                isSound ? "sound" : "doubtful"));
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
                        keys.stagedChangesKey(key)),
                arguments);
    }

    private void swap(ServiceView service, String message) {
        String key = service.name().key();
        List<String> arguments = fence.arguments();
        arguments.addAll(List.of(
                key,
                stampOf(service),
                keys.instanceKeys(key),
                keys.stagedInstanceKeys(key),
                keys.changeChannel(key),
                message));
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
                        keys.stagedChangesKey(key)),
                arguments);
    }
}
