package io.maregistry.server.state;

import io.maregistry.model.Content;
import io.maregistry.model.InstanceId;
import io.maregistry.model.ServiceName;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The rules of register, unregister, renew and expire once more, written as plainly as they can be and without a thought for
 * cost: what the state is compared with under random commands.
 */
final class SimpleModel {

    final Map<String, Service> services = new TreeMap<>();
    final Map<String, Long> left = new TreeMap<>();
    long revision;
    long version;
    long clock;
    Settings settings = Settings.DEFAULT;
    private long nextHandle = 1;

    static final class Service {
        final Map<InstanceId, One> instances = new LinkedHashMap<>();
        final List<Long> losses = new ArrayList<>(); // when each was removed for silence
        long revision;
        long version;

        @Nullable
        Doubted doubted;
    }

    static final class One {
        final long handle;
        Content content;
        long lastSeen;
        long renewals;
        boolean offline;

        One(long handle, Content content, long lastSeen) {
            this.handle = handle;
            this.content = content;
            this.lastSeen = lastSeen;
        }
    }

    /** A protection: what it began with, and from when on nobody has used the rate. */
    static final class Doubted {
        final long since;
        final int instances;
        long unused;

        Doubted(long since, int instances) {
            this.since = since;
            this.instances = instances;
            this.unused = since;
        }
    }

    /** What the command should answer, in one word. */
    String apply(Command command) {
        String answer = answer(command);
        services.values().stream()
                .filter(service -> service.instances.isEmpty())
                .forEach(service -> service.doubted = null);
        return answer;
    }

    private String answer(Command command) {
        if (command instanceof Register register) {
            return register(register);
        }
        if (command instanceof Unregister unregister) {
            return unregister(unregister);
        }
        if (command instanceof Configure configure) {
            settings = configure.settings();
            return "DONE";
        }
        if (command instanceof Expire expire) {
            return expire(expire);
        }
        Tick tick = (Tick) command;
        clock += tick.elapsedMillis();
        long hold = settings.doubt().holdMillis();
        services.values().forEach(service -> service.losses.removeIf(at -> at + hold <= clock));
        tick.handles().forEach(this::renew);
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
            bringBack(services.get(command.service().key()), known);
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
            known.offline = false;
            return "REPLACED";
        }
        target.instances.put(command.id(), new One(nextHandle++, content, clock));
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

    private String expire(Expire command) {
        Service service = services.getOrDefault(command.service().key(), new Service());
        List<Map.Entry<InstanceId, One>> due = new ArrayList<>();
        for (Map.Entry<InstanceId, One> entry : service.instances.entrySet()) {
            One one = entry.getValue();
            if (command.silent().contains(new Expire.Silent(one.handle, one.lastSeen)) && isDue(one)) {
                due.add(entry);
            }
        }
        due.sort(Comparator.comparing((Map.Entry<InstanceId, One> entry) -> entry.getValue().lastSeen)
                .thenComparing(entry -> entry.getValue().handle));
        lookForDoubt(service);
        int leaving = service.doubted == null ? due.size() : Math.min(due.size(), mayLeave(service.doubted));
        if (service.doubted != null && leaving > 0) {
            use(service.doubted, leaving);
        }
        int removed = 0;
        for (Map.Entry<InstanceId, One> entry : due.subList(0, leaving)) {
            if (entry.getValue().offline || graceOf(entry.getValue()) == 0) {
                service.instances.remove(entry.getKey());
                service.losses.add(clock);
                removed++;
            } else {
                entry.getValue().offline = true;
            }
        }
        if (leaving > 0) {
            changed(service);
        }
        if (service.instances.values().stream().noneMatch(this::isDue)) {
            service.doubted = null;
        }
        return "removed " + removed + " offline " + (leaving - removed) + " held " + (due.size() - leaving);
    }

    private void lookForDoubt(Service service) {
        Settings.Doubt doubt = settings.doubt();
        long overdue =
                service.instances.values().stream().filter(this::isOverdue).count();
        long ephemeral = service.instances.values().stream()
                .filter(one -> one.content.lease().ephemeral())
                .count();
        long past = service.doubted != null
                ? 0
                : service.instances.values().stream().filter(this::isPast).count();
        long all = ephemeral - past + service.losses.size();
        long silent = overdue - past + service.losses.size();
        if (service.instances.values().stream().noneMatch(this::isDue)
                || ephemeral + service.losses.size() < doubt.min()
                || silent * 1_000 <= doubt.ratioPerMille() * all) {
            service.doubted = null;
        } else if (service.doubted == null) {
            service.doubted = new Doubted(clock, (int) all);
        }
    }

    /** Counted one by one: how many take their share of a second before the clock is reached. */
    private int mayLeave(Doubted doubted) {
        int leaving = 0;
        while ((leaving + 1) * 1_000L <= (clock - from(doubted)) * rate(doubted)) {
            leaving++;
        }
        return leaving;
    }

    private void use(Doubted doubted, int leaving) {
        doubted.unused = from(doubted) + (long) Math.ceil(leaving * 1_000.0 / rate(doubted));
    }

    /** The rate is used from the end of the hold on, or from where it was used last; two seconds of it can be saved. */
    private long from(Doubted doubted) {
        long hold = doubted.since + settings.doubt().holdMillis();
        return Math.max(hold, Math.max(doubted.unused, clock - 2_000));
    }

    private long rate(Doubted doubted) {
        return Math.max(1, (long) doubted.instances * settings.doubt().ratePerMille() / 1_000);
    }

    private boolean isOverdue(One one) {
        return one.content.lease().ephemeral() && one.lastSeen + settings.ttlMillis(one.content.lease()) <= clock;
    }

    private boolean isDue(One one) {
        long grace = one.offline ? graceOf(one) : 0;
        return one.content.lease().ephemeral()
                && one.lastSeen + settings.ttlMillis(one.content.lease()) + grace <= clock;
    }

    private boolean isPast(One one) {
        long hold = settings.doubt().holdMillis();
        return one.offline
                && one.content.lease().ephemeral()
                && !isDue(one)
                && one.lastSeen + settings.ttlMillis(one.content.lease()) + hold <= clock;
    }

    private long graceOf(One one) {
        return settings.graceMillis(one.content.lease());
    }

    private void bringBack(@Nullable Service service, One one) {
        if (service != null && one.offline) {
            one.offline = false;
            changed(service);
        }
    }

    private static String place(ServiceName service, InstanceId id) {
        return service + "@" + id;
    }

    private static String nameOf(InstanceId id, Content content) {
        return content.instanceId() == null ? id.url() : content.instanceId();
    }

    private void renew(long handle) {
        for (Service service : services.values()) {
            for (One one : service.instances.values()) {
                if (one.handle == handle) {
                    one.lastSeen = clock;
                    one.renewals++;
                    bringBack(service, one);
                }
            }
        }
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
                bringBack(service, known);
            }
            if (service != null && !service.instances.isEmpty() && named.counted() && settings.renewBumpsVersion()) {
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
