package io.maregistry.server.state;

import io.maregistry.model.CheckPatch;
import io.maregistry.model.CheckState;
import io.maregistry.model.Content;
import io.maregistry.model.Edit;
import io.maregistry.model.HealthCheck;
import io.maregistry.model.InstanceId;
import io.maregistry.model.InstancePatch;
import io.maregistry.model.Lease;
import io.maregistry.model.Operator;
import io.maregistry.model.Parameters;
import io.maregistry.model.RenewalUpdate;
import io.maregistry.model.ServiceName;
import io.maregistry.model.Status;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The rules of register, unregister, patch, drain, renew and expire once more, written as plainly as they can be and without a thought for
 * cost: what the state is compared with under random commands.
 */
final class SimpleModel {

    final Map<String, Service> services = new TreeMap<>();
    final Map<String, Long> left = new TreeMap<>();
    final SimpleNames names = new SimpleNames(this);
    long revision;
    long version;
    long clock;
    Settings settings = Settings.DEFAULT;
    final SimpleConfigs configs = new SimpleConfigs(
            () -> ++revision,
            namespace -> !settings.strictNamespaces()
                    || namespace.equals("public")
                    || names.namespaces.containsKey(namespace));
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
        Status own;
        Map<String, String> metrics = Map.of();

        @Nullable
        Found found;

        One(long handle, Content content, long lastSeen) {
            this.handle = handle;
            this.content = content;
            this.registered = content;
            this.lastSeen = lastSeen;
            this.own =
                    content.check() == null ? Status.RUNNING : content.check().initial();
        }

        boolean isOut() {
            return own == Status.OFFLINE || own == Status.ERROR;
        }

        boolean isFailing() {
            return found != null && found.verdict == CheckState.Verdict.FAILING;
        }

        /** Its content from now on: another check knows nothing, and ends what the one before it made of the status. */
        void take(Content now) {
            if (!Objects.equals(content.check(), now.check())) {
                found = null;
                if (own == Status.ERROR) {
                    own = now.check() == null ? Status.RUNNING : now.check().initial();
                }
            }
            content = now;
        }
    }

    /** What a check found, and when on the clock. */
    record Found(CheckState.Verdict verdict, long since) {}

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
        String ofConfig = configs.apply(command);
        if (ofConfig != null) {
            return ofConfig;
        }
        if (command instanceof Register register) {
            return register(register);
        }
        if (command instanceof Unregister unregister) {
            return unregister(unregister);
        }
        if (command instanceof UnregisterAll all) {
            return unregisterAll(all);
        }
        if (command instanceof PatchInstance patch) {
            return patch(patch);
        }
        if (command instanceof PutNamespace
                || command instanceof DeleteNamespace
                || command instanceof SetRouting
                || command instanceof PatchService) {
            return names.apply(command);
        }
        if (command instanceof Drain drain) {
            return drain(drain);
        }
        if (command instanceof Configure configure) {
            settings = configure.settings();
            return "DONE";
        }
        if (command instanceof Expire expire) {
            Settings all = settings;
            settings = names.settings(expire.service().key());
            String answer = expire(expire);
            settings = all;
            return answer;
        }
        if (command instanceof CheckVerdicts verdicts) {
            Settings all = settings;
            services.forEach((key, service) -> {
                settings = names.settings(key);
                judge(service, verdicts.items());
                settings = all;
            });
            return "DONE";
        }
        Tick tick = (Tick) command;
        clock += tick.elapsedMillis();
        long hold = settings.doubt().holdMillis();
        services.values().forEach(service -> service.losses.removeIf(at -> at + hold <= clock));
        tick.handles().forEach(this::renew);
        List<List<ServiceName>> unknown = new ArrayList<>();
        List<Integer> outdated = new ArrayList<>();
        for (Tick.Named named : tick.named()) {
            unknown.add(renew(named));
            if (isOutdated(named)) {
                outdated.add(unknown.size() - 1);
            }
        }
        return "unknown " + unknown + " outdated " + outdated;
    }

    private boolean isOutdated(Tick.Named named) {
        return named.services().stream()
                .map(name -> services.getOrDefault(name.key(), new Service())
                        .instances
                        .get(named.id()))
                .anyMatch(one -> one != null
                        && named.update().versions() != null
                        && !one.content
                                .release()
                                .versions()
                                .equals(named.update().versions()));
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
            signOfLife(services.get(command.service().key()), known, true);
            return "SAME";
        }
        String refused = known == null ? names.refusal(command) : "";
        if (!refused.isEmpty()) {
            return refused;
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
            if (content.generation() > known.content.generation()) { // it has started anew
                known.operator = known.operator.withDraining(false);
            }
            boolean isOtherCheck = !Objects.equals(known.content.check(), content.check());
            boolean isJudgedAnew = known.own == Status.ERROR && isOtherCheck;
            known.take(content);
            known.own = isJudgedAnew ? known.own : afterRegister(known, isOtherCheck);
            known.registered = content;
            known.lastSeen = clock;
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
        Map<String, String> metrics = new TreeMap<>(patch.metrics().clears() ? Map.of() : known.metrics);
        metrics.keySet().removeAll(patch.metrics().removed());
        metrics.putAll(patch.metrics().set().asMap());
        boolean isTooMuchTold = metrics.size() > known.metrics.size()
                && metrics.size() > command.room().metrics();
        if (isTypeless || isTooMany || isTooMuchTold) {
            return "INVALID_PATCH";
        }
        Content content = patchedContent(known.content, patch, Parameters.of(pairs), command.id());
        Boolean enabled = patch.enabled().of(known.operator.enabled());
        Operator operator = new Operator(
                enabled == null || enabled,
                known.operator.draining(),
                patch.weight().of(known.operator.weight()),
                patch.status().of(known.operator.status()));
        if (content.equals(known.content) && operator.equals(known.operator)) {
            boolean isTold = !metrics.equals(known.metrics);
            known.metrics = metrics;
            return isTold ? "UPDATED" : "UNCHANGED";
        }
        known.metrics = metrics;
        known.take(content);
        known.operator = operator;
        changed(service);
        known.revision = revision;
        return "UPDATED";
    }

    private String drain(Drain command) {
        Service service = services.get(command.service().key());
        List<InstanceId> absent = new ArrayList<>(command.ids());
        if (service != null) {
            absent.removeAll(service.instances.keySet());
        }
        if (service == null || absent.size() == command.ids().size()) {
            return "NO_SUCH_INSTANCE";
        }
        List<One> others = service.instances.entrySet().stream()
                .filter(one -> command.ids().contains(one.getKey()))
                .map(Map.Entry::getValue)
                .filter(one -> one.operator.draining() != command.draining())
                .toList();
        if (!others.isEmpty()) {
            changed(service);
        }
        for (One one : others) {
            one.operator = one.operator.withDraining(command.draining());
            one.revision = revision;
        }
        return "DRAINED " + others.size() + " " + absent;
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
                    check == null ? Status.RUNNING : check.initial(),
                    check == null ? 0 : check.removeAfterMillis());
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

    private String unregisterAll(UnregisterAll command) {
        int cleared = 0;
        for (Map.Entry<String, Service> entry : services.entrySet()) {
            Service service = entry.getValue();
            if (ServiceName.ofKey(entry.getKey()).namespace().equals(command.namespace())
                    && !service.instances.isEmpty()) {
                cleared += service.instances.size();
                service.instances.clear();
                changed(service);
            }
        }
        return "cleared " + cleared;
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
            if (entry.getValue().own == Status.OFFLINE || graceOf(entry.getValue()) == 0) {
                service.instances.remove(entry.getKey());
                service.losses.add(clock);
                removed++;
            } else {
                entry.getValue().own = Status.OFFLINE;
                offline.add(entry.getValue());
            }
        }
        if (leaving > 0) {
            changed(service);
            offline.forEach(one -> one.revision = revision);
        }
        if (service.instances.values().stream().noneMatch(this::isDueAtAll)) {
            service.doubted = null;
        }
        return "removed " + removed + " offline " + (leaving - removed) + " held " + (due.size() - leaving);
    }

    private void judge(Service service, List<CheckVerdicts.Found> told) {
        Map<Long, CheckVerdicts.Found> newest = new LinkedHashMap<>();
        Map<Long, Map.Entry<InstanceId, One>> named = new LinkedHashMap<>();
        for (CheckVerdicts.Found each : told) {
            for (Map.Entry<InstanceId, One> entry : service.instances.entrySet()) {
                One one = entry.getValue();
                if (one.handle == each.handle() && each.check().equals(one.content.check()) && holds(one, each)) {
                    newest.put(one.handle, each);
                    named.put(one.handle, entry);
                }
            }
        }
        List<One> touched = new ArrayList<>();
        newest.forEach((handle, each) -> {
            One one = Objects.requireNonNull(named.get(handle)).getValue();
            if (one.found == null || one.found.verdict != each.verdict()) {
                boolean isFirst = one.found == null;
                one.found = new Found(each.verdict(), clock);
                if (each.verdict() == CheckState.Verdict.GOOD) {
                    recover(one, isFirst);
                }
                touched.add(one);
            }
        });
        List<Map.Entry<InstanceId, One>> wanting = new ArrayList<>(named.values());
        wanting.removeIf(entry -> !isDueByCheck(entry.getValue()));
        boolean isHeld = service.doubted != null && mayLeave(service.doubted) == 0;
        if (!wanting.isEmpty() && !isHeld) {
            touched.addAll(failing(service, wanting));
        }
        if (!touched.isEmpty()) {
            changed(service);
            touched.forEach(one -> one.revision = revision);
        }
    }

    /** What is said once more counts while it is just that which holds. */
    private static boolean holds(One one, CheckVerdicts.Found each) {
        return each.sinceMillis() == CheckVerdicts.Found.NEWLY
                || new Found(each.verdict(), each.sinceMillis()).equals(one.found);
    }

    private void recover(One one, boolean isFirst) {
        boolean isStillInitial = isFirst
                && one.own == Objects.requireNonNull(one.content.check()).initial();
        boolean stays = one.own == Status.UPDATING ? !isStillInitial : one.own == Status.OFFLINE && isOverdue(one);
        one.own = stays ? one.own : Status.RUNNING;
    }

    /** Those to whom something happened. */
    private List<One> failing(Service service, List<Map.Entry<InstanceId, One>> wanting) {
        wanting.sort(Comparator.comparing(
                        (Map.Entry<InstanceId, One> entry) -> Objects.requireNonNull(entry.getValue().found).since)
                .thenComparing(entry -> entry.getValue().handle));
        lookForDoubt(service);
        int leaving = service.doubted == null ? wanting.size() : Math.min(wanting.size(), mayLeave(service.doubted));
        if (service.doubted != null && leaving > 0) {
            use(service.doubted, leaving);
        }
        List<One> touched = new ArrayList<>();
        for (Map.Entry<InstanceId, One> entry : wanting.subList(0, leaving)) {
            touched.add(entry.getValue());
            if (entry.getValue().isOut()) {
                service.instances.remove(entry.getKey());
                service.losses.add(clock);
            } else {
                entry.getValue().own = Status.ERROR;
            }
        }
        if (service.instances.values().stream().noneMatch(this::isDueAtAll)) {
            service.doubted = null;
        }
        return touched;
    }

    private void lookForDoubt(Service service) {
        Settings.Doubt doubt = settings.doubt();
        long overdue = service.instances.values().stream()
                .filter(one -> isOverdue(one) || one.isFailing())
                .count();
        long ephemeral = service.instances.values().stream()
                .filter(one -> one.content.lease().ephemeral() || one.content.check() != null)
                .count();
        long past = service.doubted != null
                ? 0
                : service.instances.values().stream().filter(this::isPast).count();
        long all = ephemeral - past + service.losses.size();
        long silent = overdue - past + service.losses.size();
        if (service.instances.values().stream().noneMatch(this::isDueAtAll)
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
        long grace = one.own == Status.OFFLINE ? graceOf(one) : 0;
        return one.content.lease().ephemeral()
                && one.lastSeen + settings.ttlMillis(one.content.lease()) + grace <= clock;
    }

    private boolean isDueByCheck(One one) {
        if (one.found == null || one.content.check() == null || !one.isFailing()) {
            return false;
        }
        long removeAfter = one.content.check().removeAfterMillis();
        return !one.isOut() || removeAfter > 0 && one.found.since + removeAfter <= clock;
    }

    private boolean isDueAtAll(One one) {
        return isDue(one) || isDueByCheck(one);
    }

    private boolean isPast(One one) {
        long hold = settings.doubt().holdMillis();
        boolean wasOverdue = one.content.lease().ephemeral()
                && one.lastSeen + settings.ttlMillis(one.content.lease()) + hold <= clock;
        boolean wasFailing = one.found != null && one.isFailing() && one.found.since + hold <= clock;
        return one.isOut() && !isDueAtAll(one) && (wasOverdue || wasFailing);
    }

    private long graceOf(One one) {
        return settings.graceMillis(one.content.lease());
    }

    private void signOfLife(@Nullable Service service, One one, boolean isRegister) {
        Status now = isRegister ? afterRegister(one, false) : one.own == Status.OFFLINE ? back(one) : one.own;
        if (service != null && one.own != now) {
            one.own = now;
            changed(service);
            one.revision = revision;
        }
    }

    /** Nobody is in Error without a check. */
    private static Status afterRegister(One one, boolean isOtherCheck) {
        if (one.own == Status.OFFLINE) {
            return back(one);
        }
        if (one.own == Status.UPDATING && !isOtherCheck && awaits(one, Status.UPDATING)) {
            return Status.UPDATING;
        }
        return one.own == Status.ERROR && one.content.check() != null ? Status.ERROR : Status.RUNNING;
    }

    /** What one is that was Offline and is seen again. */
    private static Status back(One one) {
        if (one.found != null) {
            return one.isFailing() ? Status.ERROR : Status.RUNNING;
        }
        return one.content.check() == null
                ? Status.RUNNING
                : one.content.check().initial();
    }

    /** Whether that is its status until its check says something for the first time. */
    private static boolean awaits(One one, Status status) {
        return one.found == null
                && one.content.check() != null
                && one.content.check().initial() == status;
    }

    private static String place(ServiceName service, InstanceId id) {
        return service + "@" + id;
    }

    /** Whether somebody else has the second name under which that one registers, and so goes. */
    boolean takesAPlace(Service service, Register command) {
        String name = nameOf(command.id(), command.content());
        return service.instances.entrySet().stream()
                .anyMatch(entry -> !entry.getKey().equals(command.id())
                        && name.equals(nameOf(entry.getKey(), entry.getValue().content)));
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
                    signOfLife(service, one, false);
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
            if (service == null || known == null) {
                unknown.add(name);
            } else {
                known.lastSeen = clock;
                known.renewals++;
                tell(service, known, named.update());
            }
            if (service != null && !service.instances.isEmpty() && named.counted() && settings.renewBumpsVersion()) {
                service.version++;
                any = true;
            }
        }
        version += any ? 1 : 0;
        return unknown;
    }

    /** Those of a namespace, by their keys. */
    Map<String, Service> servicesOf(String namespace) {
        Map<String, Service> found = new TreeMap<>(services);
        found.keySet().removeIf(key -> !ServiceName.ofKey(key).namespace().equals(namespace));
        return found;
    }

    /** How much a namespace lists, as the state's count of it is described. */
    String counted(String namespace) {
        Map<String, Service> own = servicesOf(namespace);
        int listed = 0;
        int instances = 0;
        TreeMap<String, Boolean> groups = new TreeMap<>();
        for (Map.Entry<String, Service> entry : own.entrySet()) {
            int size = entry.getValue().instances.size();
            listed += size > 0 ? 1 : 0;
            instances += size;
            groups.merge(ServiceName.ofKey(entry.getKey()).group(), size > 0, Boolean::logicalOr);
        }
        List<String> with = groups.keySet().stream().filter(groups::get).toList();
        return namespace + " " + listed + " " + instances + " " + with + " " + List.copyOf(groups.keySet());
    }

    /** Of a change that is of no service. */
    long nextItemRevision() {
        return ++revision;
    }

    long nextRevision() {
        version++;
        return ++revision;
    }

    private void tell(Service service, One one, RenewalUpdate update) {
        Status before = one.own;
        boolean isOtherBuild =
                update.versions() != null && !one.content.release().versions().equals(update.versions());
        Status alive = before == Status.OFFLINE ? back(one) : before;
        if (alive == Status.ERROR || alive != Status.RUNNING && awaits(one, alive)) {
            one.own = alive;
        } else if (isOtherBuild) {
            one.own = Status.UPDATING;
        } else {
            one.own = update.versions() != null ? Status.RUNNING : alive;
        }
        Parameters told = update.parameters();
        boolean isOther = told != null && !told.equals(one.registered.parameters());
        if (told != null && isOther) {
            one.content = one.content.withParameters(told);
            one.registered = one.registered.withParameters(told);
        }
        if (update.metrics() != null) {
            one.metrics = update.metrics().asMap();
        }
        if (isOther || before != one.own) {
            changed(service);
            one.revision = revision;
        }
    }

    void changed(Service service) {
        service.revision = ++revision;
        service.version++;
        version++;
    }
}
