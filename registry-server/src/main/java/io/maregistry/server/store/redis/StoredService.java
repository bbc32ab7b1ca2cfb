package io.maregistry.server.store.redis;

import io.maregistry.server.state.Listed;
import io.maregistry.server.state.Root;
import io.maregistry.server.state.ServiceChange;
import io.maregistry.server.state.ServiceView;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes single services of one root; the scripts are sent by the calls that are given. One thread. */
final class StoredService {

    private static final int PIECE = 250;

    private final RedisRegistryConfig keys;
    private final Root root;
    private final Rows rows;
    private final Fence fence;
    private final Calls calls;
    private final LongService longOnes;

    /** {@code wallMillis} is the time of heartbeats, and of messages that no change of the registry brings about. */
    StoredService(RedisRegistryConfig keys, Root root, Fence fence, Calls calls, long wallMillis) {
        this.keys = keys;
        this.root = root;
        this.rows = new Rows(root, wallMillis);
        this.fence = fence;
        this.calls = calls;
        this.longOnes = new LongService(keys, rows, fence, calls);
    }

    /** The whole list takes the place of what is there; {@code isSound} tells whether hashes that seem equal may stay. */
    void replace(ServiceView service, boolean isSound) {
        String key = service.name().key();
        String message = ChangeMessage.current(root, service, rows.nowMillis());
        Runnable inPieces = () -> longOnes.replace(service, stampOf(service), message, isSound);
        if (service.size() > LongService.LONG) {
            inPieces.run();
            return;
        }
        List<Listed> all = new ArrayList<>(service.size());
        service.instances().iterator().forEachRemaining(all::add);
        Calls.Mending wayOut = new Calls.Mending(key, inPieces);
        call(key, stampOf(service), "whole", new Told(List.of(message), List.of(), all), wayOut);
    }

    /** Only the service's counters have moved. */
    void stamp(ServiceView service) {
        call(service.name().key(), stampOf(service), "delta", Told.NOTHING, anew(service));
    }

    /** Some of its instances have changed; {@code gone} are the urls of those that are not listed any more. */
    void change(ServiceView service, List<ServiceChange> changes, List<String> gone, List<Listed> listed) {
        List<String> messages = new ArrayList<>(changes.size());
        changes.forEach(change -> messages.addAll(ChangeMessage.of(root, change)));
        call(service.name().key(), stampOf(service), "delta", new Told(messages, gone, listed), null);
    }

    /** The registry does not know a service of that key any more. */
    void forget(String key, long revision) {
        String message = ChangeMessage.forgotten(key, revision, rows.nowMillis());
        Calls.Mending wayOut = new Calls.Mending(key, () -> longOnes.forget(key, message));
        call(key, "", "whole", new Told(List.of(message), List.of(), List.of()), wayOut);
    }

    /** Puts in order what a writer that died has left of that service. */
    void settle(String key) {
        longOnes.settle(key);
    }

    /** Brings the signs of life of a service that is as it should be; where it is not after all, it is replaced. */
    void refresh(ServiceView service) {
        List<String> arguments = liveArguments(service);
        int rowsIn = 0;
        for (Listed listed : service.instances()) {
            rows.addRenewed(arguments, service.name().key(), listed);
            if (++rowsIn == PIECE) {
                live(service, arguments);
                arguments = liveArguments(service);
                rowsIn = 0;
            }
        }
        if (rowsIn > 0 || service.size() == 0) { // that nothing is listed is looked at, too
            live(service, arguments);
        }
    }

    private List<String> liveArguments(ServiceView service) {
        List<String> arguments = fence.arguments();
        arguments.add(Integer.toString(service.size()));
        arguments.add(keys.instanceKeys(service.name().key()));
        return arguments;
    }

    private void live(ServiceView service, List<String> arguments) {
        String key = service.name().key();
        calls.add(
                Script.LIVE,
                List.of(keys.countersKey(), keys.instancesKey(key), keys.heartbeatKey(key), keys.liveKey(key)),
                arguments,
                anew(service));
    }

    private Calls.Mending anew(ServiceView service) {
        return new Calls.Mending(service.name().key(), () -> replace(service, false));
    }

    private String stampOf(ServiceView service) {
        return Stamp.of(root.scalars().lineage(), service).toString();
    }

    /** What a script is told of a service: messages, urls that are gone, instances as they are. */
    private record Told(List<String> messages, List<String> gone, List<Listed> instances) {
        static final Told NOTHING = new Told(List.of(), List.of(), List.of());
    }

    private void call(String key, String stamp, String extent, Told told, Calls.@Nullable Mending mending) {
        List<String> arguments = fence.arguments();
        arguments.addAll(List.of(key, stamp, keys.instanceKeys(key), keys.changeChannel(key), extent));
        addList(arguments, told.messages);
        addList(arguments, told.gone);
        Rows.addFields(arguments);
        rows.addInstances(arguments, key, told.instances);
        calls.add(
                Script.SERVICE,
                List.of(
                        keys.countersKey(),
                        keys.servicesKey(),
                        keys.instancesKey(key),
                        keys.heartbeatKey(key),
                        keys.liveKey(key),
                        keys.recentKey(key)),
                arguments,
                mending);
    }

    private static void addList(List<String> arguments, List<String> list) {
        arguments.add(Integer.toString(list.size()));
        arguments.addAll(list);
    }
}
