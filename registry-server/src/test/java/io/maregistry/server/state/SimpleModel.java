package io.maregistry.server.state;

import io.maregistry.model.CheckPatch;
import io.maregistry.model.Content;
import io.maregistry.model.Edit;
import io.maregistry.model.HealthCheck;
import io.maregistry.model.InstanceId;
import io.maregistry.model.InstancePatch;
import io.maregistry.model.Lease;
import io.maregistry.model.Operator;
import io.maregistry.model.Parameters;
import io.maregistry.model.ServiceName;
import io.maregistry.model.Status;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The rules of register, unregister, patch, renew and expire once more, written as plainly as they can be and without a thought for
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
        Content registered; // what its client said last, whatever operators made of it
        Operator operator = Operator.NONE;
        long revision;
        long lastSeen;
        long renewals;
        boolean offline;

        One(long handle, Content content, long lastSeen) {
            this.handle = handle;
            this.content = content;
            this.registered = content;
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
        if (command instanceof PatchInstance patch) {
            return patch(patch);
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
        if (known != null && known.registered.equals(content)) {
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
            known.registered = content;
            known.lastSeen = clock;
            known.offline = false;
            known.revision = revision;
            return "REPLACED";
        }
        One added = new One(nextHandle++, content, clock);
        added.revision = revision;
        target.instances.put(command.id(), added);
        return "ADDED";
    }

    private String patch(PatchInstance command) {
        Service service = services.get(command.service().key());
        One known = service == null ? null : service.instances.get(command.id());
        if (service == null || known == null) {
            return "NO_SUCH_INSTANCE";
        }
        if (command.onlyAtRevision() >= 0 && command.onlyAtRevision() != known.revision) {
            return "REVISION_MISMATCH";
        }
        InstancePatch patch = command.patch();
        Map<String, String> pairs = new TreeMap<>(
                patch.parameters().clears()
                        ? Map.of()
                        : known.content.parameters().asMap());
        patch.parameters().removed().forEach(pairs::remove);
        pairs.putAll(patch.parameters().set().asMap());
        boolean isTypeless = patch.check() instanceof Edit.To<CheckPatch> to
                && to.value().type().of(known.content.check() == null ? null : HealthCheck.Type.HTTP) == null;
        boolean isTooMany = !patch.parameters().set().isEmpty()
                && pairs.size() > command.room().parameters();
        if (isTypeless || isTooMany) {
            return "INVALID_PATCH";
        }
        Content content = patchedContent(known.content, patch, Parameters.of(pairs), command.id());
        Boolean enabled = patch.enabled().of(known.operator.enabled());
        Operator operator = new Operator(
                enabled == null || enabled,
                false,
                patch.weight().of(known.operator.weight()),
                patch.status().of(known.operator.status()));
        if (content.equals(known.content) && operator.equals(known.operator)) {
            return "UNCHANGED";
        }
        known.content = content;
        known.operator = operator;
        changed(service);
        known.revision = revision;
        return "UPDATED";
    }

    private static Content patchedContent(Content before, InstancePatch patch, Parameters parameters, InstanceId id) {
        Long ttl = patch.ttlMillis().of(before.lease().ttlMillis());
        HealthCheck check = patch.check() instanceof Edit.Clear ? null : before.check();
        if (patch.check() instanceof Edit.To<CheckPatch> to) {
            long old = check == null ? 10_000 : check.pace().intervalMillis();
            Long interval = to.value().intervalMillis().of(old);
            check = new HealthCheck(
                    HealthCheck.Type.HTTP,
                    id.port(),
                    "",
                    new HealthCheck.Pace(interval == null ? 10_000 : interval, 2_000, 2, 3),
                    Status.RUNNING,
                    0);
        }
        return new Content(
                parameters,
                before.weight(),
                new Lease(
                        before.lease().ephemeral(),
                        ttl == null ? -1 : ttl,
                        before.lease().offlineGraceMillis()),
                before.generation(),
                before.instanceId(),
                check,
                before.release());
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
        List<One> offline = new ArrayList<>();
        for (Map.Entry<InstanceId, One> entry : due.subList(0, leaving)) {
            if (entry.getValue().offline || graceOf(entry.getValue()) == 0) {
                service.instances.remove(entry.getKey());
                service.losses.add(clock);
                removed++;
            } else {
                entry.getValue().offline = true;
                offline.add(entry.getValue());
            }
        }
        if (leaving > 0) {
            changed(service);
            offline.forEach(one -> one.revision = revision);
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
            one.revision = revision;
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
