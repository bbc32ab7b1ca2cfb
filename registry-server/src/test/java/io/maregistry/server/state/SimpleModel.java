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
        Long stored = known != null
                ? Long.valueOf(known.content.generation())
                : left.get(command.service() + "@" + command.id());
        if (generation >= 0 && stored != null && (known != null ? generation < stored : generation <= stored)) {
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
        String name = content.instanceId();
        if (name != null) {
            target.instances
                    .entrySet()
                    .removeIf(entry -> !entry.getKey().equals(command.id())
                            && name.equals(entry.getValue().content.instanceId()));
        }
        changed(target);
        if (known != null) {
            known.content = content;
            known.lastSeen = clock;
            return "REPLACED";
        }
        target.instances.put(command.id(), new One(content, clock));
        left.remove(command.service() + "@" + command.id());
        return "ADDED";
    }

    private String unregister(Unregister command) {
        Service service = services.get(command.service().key());
        One known = service == null ? null : service.instances.get(command.id());
        if (service == null
                || known == null
                || (command.generation() >= 0 && command.generation() < known.content.generation())) {
            return "ABSENT";
        }
        service.instances.remove(command.id());
        long generation = Math.max(command.generation(), known.content.generation());
        if (generation >= 0) {
            left.put(command.service() + "@" + command.id(), generation);
        }
        changed(service);
        return "REMOVED";
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
            if (service != null && !service.instances.isEmpty() && named.counted()) {
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
