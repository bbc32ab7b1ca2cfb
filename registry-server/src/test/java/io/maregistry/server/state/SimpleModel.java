package io.maregistry.server.state;

import io.maregistry.model.Content;
import io.maregistry.model.InstanceId;
import io.maregistry.model.ServiceName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The rules of register, unregister and renew once more, written as plainly as they can be and without a thought for
 * cost: what the state is compared with under random commands.
 */
final class SimpleModel {

    final Map<String, Service> services = new TreeMap<>();
    final Map<String, Long> left = new TreeMap<>();
    long revision;
    long version;
    long clock;
    boolean renewalsBump = true;

    static final class Service {
        final Map<InstanceId, One> instances = new LinkedHashMap<>();
        long revision;
        long version;
    }

    static final class One {
        Content content;
        long lastSeen;
        long renewals;

        One(Content content, long lastSeen) {
            this.content = content;
            this.lastSeen = lastSeen;
        }
    }

    /** What the command should answer, in one word. */
    String apply(Command command) {
        if (command instanceof Register register) {
            return register(register);
        }
        if (command instanceof Unregister unregister) {
            return unregister(unregister);
        }
        if (command instanceof Configure configure) {
            renewalsBump = configure.settings().renewBumpsVersion();
            return "DONE";
        }
        Tick tick = (Tick) command;
        clock += tick.elapsedMillis();
        List<List<ServiceName>> unknown = new ArrayList<>();
        tick.named().forEach(named -> unknown.add(renew(named)));
        return "unknown " + unknown;
    }

    private String register(Register command) {
        Service service = services.get(command.service().key());
        One known = service == null ? null : service.instances.get(command.id());
        long generation = command.content().generation();
        long own = known == null ? -1 : known.content.generation();
        Long gone = left.get(place(command.service(), command.id()));
        if (generation >= 0 && (own >= 0 ? generation < own : gone != null && generation <= gone)) {
            return "STALE_GENERATION";
        }
        Content content = generation < 0 && known != null
                ? command.content().withGeneration(known.content.generation())
                : command.content();
        if (known != null && known.content.equals(content)) {
            known.lastSeen = clock;
            return "SAME";
        }
        Service target = services.computeIfAbsent(command.service().key(), key -> new Service());
        String name = nameOf(command.id(), content);
        target.instances
                .entrySet()
                .removeIf(entry -> !entry.getKey().equals(command.id())
                        && name.equals(nameOf(entry.getKey(), entry.getValue().content)));
        if (generation >= 0) {
            left.remove(place(command.service(), command.id()));
        }
        changed(target);
        if (known != null) {
            known.content = content;
            known.lastSeen = clock;
            return "REPLACED";
        }
        target.instances.put(command.id(), new One(content, clock));
        return "ADDED";
    }

    private String unregister(Unregister command) {
        Service service = services.get(command.service().key());
        One known = service == null ? null : service.instances.get(command.id());
        if (service == null || known == null) {
            return "ABSENT";
        }
        long own = known.content.generation();
        long stored = own >= 0 ? own : left.getOrDefault(place(command.service(), command.id()), -1L);
        if (command.generation() >= 0 && command.generation() < stored) {
            return "ABSENT";
        }
        service.instances.remove(command.id());
        long generation = Math.max(command.generation(), stored);
        if (generation >= 0) {
            left.put(place(command.service(), command.id()), generation);
        }
        changed(service);
        return "REMOVED";
    }

    private static String place(ServiceName service, InstanceId id) {
        return service + "@" + id;
    }

    private static String nameOf(InstanceId id, Content content) {
        return content.instanceId() == null ? id.url() : content.instanceId();
    }

    private List<ServiceName> renew(Tick.Named named) {
        List<ServiceName> unknown = new ArrayList<>();
        boolean any = false;
        for (ServiceName name : named.services()) {
            Service service = services.get(name.key());
            One known = service == null ? null : service.instances.get(named.id());
            if (known == null) {
                unknown.add(name);
            } else {
                known.lastSeen = clock;
                known.renewals++;
            }
            if (service != null && !service.instances.isEmpty() && named.counted() && renewalsBump) {
                service.version++;
                any = true;
            }
        }
        version += any ? 1 : 0;
        return unknown;
    }

    private void changed(Service service) {
        service.revision = ++revision;
        service.version++;
        version++;
    }
}
