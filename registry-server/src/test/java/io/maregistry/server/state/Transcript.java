package io.maregistry.server.state;

import io.maregistry.model.CheckState;
import io.maregistry.model.Content;
import io.maregistry.model.HealthCheck;
import io.maregistry.model.Instance;
import io.maregistry.model.InstanceId;
import io.maregistry.model.Lease;
import io.maregistry.model.Operator;
import io.maregistry.model.Parameters;
import io.maregistry.model.Release;
import io.maregistry.model.RequestId;
import io.maregistry.model.ServiceName;
import io.maregistry.model.Status;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Runs the commands of a transcript on a fresh state and prints what each gave. A transcript is a text of commands, one a
 * line, each followed by the lines that it printed, indented; lines with {@code #} and empty lines stand as they are.
 *
 * <p>Commands: {@code register SERVICE URL [key=value ...] [gen=N] [weight=N] [name=ID] [ttl=N] [grace=N]
 * [persistent] [disabled] [build=T] [assembly=T] [release=T] [request=N]}, checked as {@link CheckWords} says, {@code verdict}, likewise, {@code patch}, see {@link PatchWords}, {@code drain SERVICE URL[,URL] [request=N]}, {@code undrain} likewise, {@code namespace}, {@code drop} and {@code route}, see {@link NameWords}, {@code strict true|false}, {@code unregister SERVICE URL [gen=N] [request=N]}, {@code unregister-all NAMESPACE [request=N]}, {@code renew SERVICE[,SERVICE] URL [native] [metadata=K:V,...] [metrics=K:V,...] [release=VERSION]}, {@code
 * handles N[,N]}, {@code tick MILLIS} (of any length: as many ticks as that takes), {@code expire SERVICE HANDLE:SEEN...}, {@code begin ID [plain] [merge]}, {@code chunk ID N SERVICE[:VERSION] URL... [+namespace=NAME] [+routing=NAMESPACE/SERVICE:GROUP@REVISION]}, {@code commit
 * ID CHUNKS REVISION VERSION}, {@code abort ID}, {@code limits PER_SERVICE SERVICES INSTANCES}, {@code doubt [ratio=N] [min=N] [rate=N] [hold=N] [grace=N]}, {@code bumps true|false}, {@code
 * born}, those of {@link ConfigWords}, {@code history SERVICE [before=REVISION] [limit=N] [id=URL]}, {@code releases SERVICE}, {@code show}.
 */
final class Transcript {

    private static final long FIRST_WALL = 1_763_700_000_000L;

    private final RegistryState state = new RegistryState();
    private final List<String> printed = new ArrayList<>();
    private long index;

    static String run(String transcript) {
        Transcript run = new Transcript();
        for (String line : transcript.lines().toList()) {
            run.line(line);
        }
        return String.join("\n", run.printed) + "\n";
    }

    private void line(String line) {
        if (line.startsWith("  ")) {
            return; // what an earlier run printed
        }
        printed.add(line);
        if (!line.isBlank() && !line.startsWith("#")) {
            if (line.equals("show")) {
                show();
            } else if (line.startsWith("releases ")) {
                state.root()
                        .releases(ServiceName.ofKey(line.substring("releases ".length())))
                        .forEach(span -> printed.add("  " + span));
            } else if (line.startsWith("history ")) {
                history(new ArrayDeque<>(Arrays.asList(line.split(" +"))));
            } else {
                Deque<String> words = new ArrayDeque<>(Arrays.asList(line.split(" +")));
                if (line.startsWith("tick ")) {
                    tick(Long.parseLong(words.removeLast()));
                } else {
                    apply(line.startsWith("verdict ") ? CheckWords.verdict(words, state.root()) : command(words));
                }
            }
        }
    }

    private void tick(long millis) {
        for (long left = millis; left > Tick.MAX_ELAPSED_MILLIS; left -= Tick.MAX_ELAPSED_MILLIS) {
            index++;
            state.apply(
                    index,
                    1,
                    new Entry(
                            FIRST_WALL + index * 1000,
                            List.of(new Tick(Tick.MAX_ELAPSED_MILLIS, List.of(), List.of()))));
        }
        long rest = millis % Tick.MAX_ELAPSED_MILLIS;
        apply(new Tick(rest == 0 && millis > 0 ? Tick.MAX_ELAPSED_MILLIS : rest, List.of(), List.of()));
    }

    private void apply(Command command) {
        index++;
        Applied applied = state.apply(index, 1, new Entry(FIRST_WALL + index * 1000, List.of(command)));
        applied.outcomes().forEach(outcome -> printed.add("  " + describe(outcome)));
        applied.changes().forEach(change -> printed.add("  change " + describe(change)));
        if (applied.restored()) {
            printed.add("  everything was restored");
        }
        Root root = state.root();
        if (!root.hash().equals(root.recomputedHash())) {
            throw new AssertionError("the rolling hash is wrong after entry " + index);
        }
    }

    private static String describe(Change change) {
        String revisions = change.previousRevision() + "->" + change.revision();
        if (change instanceof ItemChange item) {
            return item.kind() + " " + item.key() + " " + revisions + (item.value() == null ? " REMOVED" : " PUT")
                    + " by " + item.cause();
        }
        ServiceChange ofService = (ServiceChange) change;
        List<String> ids =
                ofService.instances().stream().map(one -> one.id().url()).toList();
        return ofService.service() + " " + revisions + " version=" + ofService.version() + " " + ofService.action()
                + " by " + ofService.cause() + " " + ids + " size=" + ofService.size();
    }

    private static String describe(Outcome outcome) {
        if (outcome instanceof Outcome.Registered registered) {
            return registered.kind() + " revision=" + registered.revision() + " " + describe(registered.instance());
        }
        if (outcome instanceof Outcome.Unregistered unregistered) {
            return unregistered
                            .removed()
                            .map(gone -> "REMOVED " + gone.id().url())
                            .orElse("ABSENT") + " revision=" + unregistered.revision();
        }
        if (outcome instanceof Outcome.Patched patched) {
            return (patched.changed() ? "UPDATED" : "UNCHANGED") + " revision=" + patched.revision()
                    + patched.instance().map(one -> " " + describe(one)).orElse("");
        }
        if (outcome instanceof Outcome.ConfigWritten written) {
            return written.kind() + " revision=" + written.revision();
        }

        if (outcome instanceof Outcome.Drained drained) {
            return "DRAINED " + drained.changed() + " revision=" + drained.revision() + " absent "
                    + drained.absent().stream().map(InstanceId::url).toList();
        }
        if (outcome instanceof Outcome.Renewed renewed) {
            return "RENEWED revision=" + renewed.revision() + " unknown handles " + renewed.unknownHandles()
                    + " unknown in " + renewed.unknownNamed()
                    + (renewed.outdated().isEmpty() ? "" : " outdated " + renewed.outdated());
        }
        if (outcome instanceof Outcome.Rejected rejected) {
            return rejected.reason() + " " + rejected.message() + " revision=" + rejected.revision();
        }
        return outcome.toString();
    }

    private static String describe(Instance instance) {
        Content content = instance.content();
        StringBuilder text = new StringBuilder(instance.id().url());
        text.append(' ').append(instance.status().text()).append(" @").append(instance.revision());
        content.parameters()
                .forEach(
                        (key, value) -> text.append(' ').append(key).append('=').append(value));
        if (content.generation() != Content.NO_GENERATION) {
            text.append(" gen=").append(content.generation());
        }
        if (content.instanceId() != null) {
            text.append(" name=").append(content.instanceId());
        }
        if (instance.weight() != Content.NORMAL_WEIGHT) {
            text.append(" weight=").append(instance.weight());
        }
        text.append(instance.isHealthy() ? "" : " unhealthy");
        CheckState found = instance.checkState();
        if (found != null) {
            text.append(" ").append(found.verdict()).append(" since ").append(found.sinceMillis());
        }
        return text.append(patched(instance)).toString();
    }

    /** What stands under a patched content, and the patched parts of it that are not shown else. */
    private static String patched(Instance instance) {
        Content registered = instance.registered();
        if (registered == null) {
            return "";
        }
        Content content = instance.content();
        HealthCheck check = content.check();
        return " ttl=" + content.lease().ttlMillis()
                + (check == null
                        ? ""
                        : " check=" + check.type().text() + ":" + check.port() + "/"
                                + check.pace().intervalMillis())
                + " registered " + registered.parameters() + " ttl="
                + registered.lease().ttlMillis();
    }

    private void show() {
        Root root = state.root();
        Scalars scalars = root.scalars();
        printed.add("  revision=" + scalars.revision() + " version=" + scalars.version() + " clock="
                + scalars.clockMillis() + " nextHandle=" + scalars.nextHandle() + " sizes="
                + root.sizes().toString().replace(", checked=0", ""));
        for (ServiceView service : root.services()) {
            printed.add("  " + service.name() + " revision=" + service.revision() + " version=" + service.version());
            for (Listed listed : service.instances()) {
                LiveNumbers live = root.live(listed);
                printed.add("    #" + listed.handle() + " " + describe(listed.instance()) + " seen="
                        + live.lastSeenMillis() + " renewedAt=" + live.renewedAtMillis() + " renewals="
                        + live.renewals() + (live.metrics().isEmpty() ? "" : " metrics=" + live.metrics()));
            }
        }
        root.protections().forEach(one -> printed.add("  " + one));
        root.losses().forEach(one -> printed.add("  " + one));
        root.configs().forEach(one -> printed.add("  " + ConfigWords.describe(one)));
        NameWords.show(root).forEach(line -> printed.add("  " + line));
    }

    private void history(Deque<String> words) {
        words.remove();
        ServiceHistory history = state.root().history(ServiceName.ofKey(words.remove()));
        Map<String, String> options = options(words);
        String url = options.remove("id");
        ServiceHistory.Page page = history.newest(
                number(options, "before", Long.MAX_VALUE),
                (int) number(options, "limit", 100),
                url == null ? null : InstanceId.ofUrl(url));
        printed.add("  oldest=" + history.oldest() + " next=" + page.next());
        for (HistoryEntry entry : page.entries()) {
            printed.add("  @" + entry.revision() + "." + entry.place() + " at=" + entry.atMillis() + " term="
                    + entry.term() + " " + entry.action() + " by " + entry.cause() + " "
                    + entry.id().url() + " silent=" + entry.lastedMillis()
                    + (entry.detail().isEmpty() ? "" : " " + entry.detail()));
        }
    }

    private static Command command(Deque<String> words) {
        String verb = words.remove();
        return switch (verb) {
            case "register" -> register(words);
            case "unregister" -> {
                ServiceName service = ServiceName.ofKey(words.remove());
                InstanceId id = InstanceId.ofUrl(words.remove());
                Map<String, String> options = options(words);
                yield new Unregister(request(options), service, id, number(options, "gen", Content.NO_GENERATION));
            }
            case "unregister-all" -> {
                String namespace = words.remove();
                yield new UnregisterAll(request(options(words)), namespace);
            }
            case "patch" -> PatchWords.command(words);
            case "publish" -> ConfigWords.publish(words);
            case "remove" -> ConfigWords.remove(words);
            case "rollback" -> ConfigWords.rollback(words);
            case "staged" -> ConfigWords.staged(words);
            case "config-limits" -> ConfigWords.limits(words);
            case "namespace" -> NameWords.namespace(words);
            case "drop" -> NameWords.drop(words);
            case "route" -> NameWords.route(words);
            case "rule" -> RulesWords.command(words);
            case "strict" ->
                new Configure(new Settings(
                        20_000,
                        0,
                        Settings.Doubt.DEFAULT,
                        true,
                        Settings.Limits.DEFAULT,
                        Boolean.parseBoolean(words.remove())));
            case "drain" -> drain(words, true);
            case "undrain" -> drain(words, false);
            case "renew" -> RenewalWords.command(words);
            case "handles" ->
                new Tick(
                        0,
                        Arrays.stream(words.remove().split(","))
                                .map(Long::valueOf)
                                .toList(),
                        List.of());
            case "expire" -> {
                ServiceName service = ServiceName.ofKey(words.remove());
                yield new Expire(service, words.stream().map(Transcript::silent).toList());
            }
            case "doubt" -> {
                Map<String, String> options = options(words);
                Settings.Doubt doubt = new Settings.Doubt(
                        (int) number(options, "ratio", 300),
                        (int) number(options, "min", 10),
                        (int) number(options, "rate", 50),
                        number(options, "hold", 20_000));
                yield new Configure(
                        new Settings(20_000, number(options, "grace", 0), doubt, true, Settings.Limits.DEFAULT));
            }
            case "begin" -> {
                String id = words.remove();
                boolean isPlain = words.remove("plain");
                boolean isMerge = words.remove("merge");
                Map<String, String> options = options(words);
                yield new RestoreBegin(
                        id, "0".repeat(64), isPlain, isMerge, number(options, "at", RestoreBegin.ANY_REVISION));
            }
            case "chunk" -> chunk(words);
            case "commit" ->
                new RestoreCommit(
                        words.remove(),
                        Integer.parseInt(words.remove()),
                        Long.parseLong(words.remove()),
                        Long.parseLong(words.remove()));
            case "abort" -> new RestoreAbort(words.remove());
            case "limits" ->
                new Configure(new Settings(
                        20_000,
                        0,
                        Settings.Doubt.DEFAULT,
                        true,
                        new Settings.Limits(
                                Integer.parseInt(words.remove()),
                                Integer.parseInt(words.remove()),
                                Integer.parseInt(words.remove()))));
            case "bumps" ->
                new Configure(new Settings(
                        20_000,
                        0,
                        Settings.Doubt.DEFAULT,
                        Boolean.parseBoolean(words.remove()),
                        Settings.Limits.DEFAULT));
            case "born" -> new Birth("00112233445566778899aabbccddeeff", 7);
            default -> throw new IllegalArgumentException("unknown command " + verb);
        };
    }

    private static Command register(Deque<String> words) {
        ServiceName service = ServiceName.ofKey(words.remove());
        InstanceId id = InstanceId.ofUrl(words.remove());
        Map<String, String> options = options(words);
        Release release = release(options);
        boolean enabled = options.remove("disabled") == null;
        Content content = new Content(
                Parameters.empty(),
                (int) number(options, "weight", Content.NORMAL_WEIGHT),
                new Lease(
                        options.remove("persistent") == null,
                        number(options, "ttl", Lease.UNSET),
                        number(options, "grace", Lease.UNSET)),
                number(options, "gen", Content.NO_GENERATION),
                options.remove("name"),
                CheckWords.check(options, id.port()),
                release);
        RequestId request = request(options);
        return new Register(request, service, id, content.withParameters(Parameters.of(options)), enabled);
    }

    private static Release release(Map<String, String> options) {
        String build = options.remove("build");
        String assembly = options.remove("assembly");
        String version = options.remove("release");
        return build == null && assembly == null && version == null
                ? Release.NONE
                : new Release(
                        Release.NONE.product(),
                        "",
                        build == null ? "" : build,
                        assembly == null ? "" : assembly,
                        version == null ? "" : version,
                        "");
    }

    private static Command drain(Deque<String> words, boolean draining) {
        ServiceName service = ServiceName.ofKey(words.remove());
        List<InstanceId> ids =
                Arrays.stream(words.remove().split(",")).map(InstanceId::ofUrl).toList();
        return new Drain(request(options(words)), service, ids, draining);
    }

    private static Command chunk(Deque<String> words) {
        String restoreId = words.remove();
        int number = Integer.parseInt(words.remove());
        String[] service = words.remove().split(":", -1);
        List<Item> items = NameWords.items(words);
        List<StagedInstance> instances = words.stream()
                .map(url -> new StagedInstance(
                        InstanceId.ofUrl(url), Content.PLAIN, Operator.NONE, Status.RUNNING, 0, 0, 0))
                .toList();
        long version = service.length == 1 ? StagedService.NO_VERSION : Long.parseLong(service[1]);
        return new RestoreChunk(
                restoreId,
                number,
                new StagedPart(
                        List.of(new StagedService(ServiceName.ofKey(service[0]), version, instances)),
                        List.of(),
                        items));
    }

    private static Expire.Silent silent(String word) {
        int colon = word.indexOf(':');
        return new Expire.Silent(Long.parseLong(word.substring(0, colon)), Long.parseLong(word.substring(colon + 1)));
    }

    static Map<String, String> options(Deque<String> words) {
        Map<String, String> options = new TreeMap<>();
        for (String word : words) {
            int equals = word.indexOf('=');
            options.put(equals < 0 ? word : word.substring(0, equals), equals < 0 ? "" : word.substring(equals + 1));
        }
        return options;
    }

    static long number(Map<String, String> options, String key, long absent) {
        String text = options.remove(key);
        return text == null ? absent : Long.parseLong(text);
    }

    static @Nullable RequestId request(Map<String, String> options) {
        String text = options.remove("request");
        return text == null ? null : new RequestId(1, 2, Long.parseLong(text));
    }
}
