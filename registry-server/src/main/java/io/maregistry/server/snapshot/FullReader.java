package io.maregistry.server.snapshot;

import io.maregistry.model.InstanceId;
import io.maregistry.model.Member;
import io.maregistry.model.RequestId;
import io.maregistry.model.ServiceName;
import io.maregistry.server.state.Change;
import io.maregistry.server.state.HistoryEntry;
import io.maregistry.server.state.LeftGeneration;
import io.maregistry.server.state.Loss;
import io.maregistry.server.state.Position;
import io.maregistry.server.state.Protection;
import io.maregistry.server.state.RememberedRequest;
import io.maregistry.server.state.Scalars;
import io.maregistry.server.state.Settings;
import io.maregistry.server.state.StateHash;
import io.maregistry.wire.InstanceLimits;
import io.maregistry.wire.JsonInput;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Reads a full document, as {@link FullFields} wrote it, into {@link Rows}. The plain document's part of it is passed over,
 * since {@code instances} and {@code services} say it all. Strict: a key that is unknown or missing is a fault (items may be missing), as is
 * everything that breaks a rule of the model. Whether rows and header fit each other is for the caller to say, by checksum
 * and state hash. One thread, one use.
 */
final class FullReader {

    /** The largest integer that every JSON reader keeps. */
    static final long MAX_INTEGER = (1L << 53) - 1;

    private static final Set<String> OF_V5 = Set.of("REGISTRY", "VERSIONS", "TIMESTAMPS");
    private static final Set<String> REQUIRED = Set.of(
            "version format lineage revision clock index term stateHash clusterId nextHandle floor formatLevel settings instances services members requests generations protections losses history checksum"
                    .split(" "));

    private final JsonInput in;
    private final Rows rows;
    private final InstanceLimits limits;
    private final Set<String> read = new HashSet<>();
    private final Keys keys = new Keys();
    private final ItemReader items;

    private String clusterId = "";
    private long lineage;
    private long revision;
    private long version;
    private long clockMillis;
    private long nextHandle;
    private long floor;
    private int formatLevel;
    private long index;
    private long term;
    private StateHash hash = new StateHash(0, 0);

    /** {@code limits} hold for every instance. */
    FullReader(JsonInput in, Rows rows, InstanceLimits limits) {
        this.in = in;
        this.rows = rows;
        this.limits = limits;
        this.items = new ItemReader(in, rows, limits);
    }

    /** The single values of a document. */
    record Header(Scalars scalars, Position position, StateHash hash) {}

    Header read() {
        return read(true);
    }

    /** Reads a copy for another node, which need not have what is for readers of the plain document only. */
    Header readCopy() {
        return read(false);
    }

    private Header read(boolean isForAll) {
        in.begin();
        in.fields(this::field);
        require(REQUIRED);
        if (isForAll) {
            require(OF_V5);
        }
        in.end();
        Scalars scalars =
                new Scalars(clusterId, lineage, revision, version, clockMillis, nextHandle, floor, formatLevel);
        return new Header(scalars, new Position(index, term), hash);
    }

    private void require(Set<String> wanted) {
        for (String key : wanted) {
            if (!read.contains(key)) {
                throw in.fault(key, "is missing");
            }
        }
    }

    private void field(String key) {
        read.add(key);
        switch (key) {
            case "REGISTRY", "VERSIONS", "TIMESTAMPS", "checksum" -> in.skip();
            case "version" -> version = number();
            case "format" -> format();
            case "lineage" -> lineage = lawful(() -> Long.parseUnsignedLong(in.text(), 16));
            case "revision" -> revision = number();
            case "clock" -> clockMillis = number();
            case "index" -> index = number();
            case "term" -> term = number();
            case "stateHash" -> hash = lawful(() -> StateHash.parse(in.text()));
            case "clusterId" -> clusterId = in.text();
            case "nextHandle" -> nextHandle = number();
            case "floor" -> floor = number();
            case "formatLevel" -> formatLevel = smallNumber();
            case "settings" -> rows.settings(settings());
            case "instances" -> in.entries(this::instance);
            case "services" -> in.entries(this::service);
            case "members" -> in.elements(this::member);
            case "requests" -> in.elements(this::request);
            case "generations" -> in.elements(this::generation);
            case "protections" -> in.elements(this::protection);
            case "losses" -> in.elements(this::loss);
            case "history" -> in.entries(this::history);
            case ConfigFields.NAME -> ConfigFields.read(in, rows);
            case "releases" -> in.entries(this::releases);
            default -> item(key);
        }
    }

    private void item(String key) {
        if (!items.read(key)) {
            throw in.fault("is unknown");
        }
    }

    private void format() {
        if (number() != FullFields.FORMAT) {
            throw in.fault("must be " + FullFields.FORMAT + "; a newer build wrote the document");
        }
    }

    private void instance(String key) {
        int at = key.indexOf('@');
        if (at < 0) {
            throw in.fault("must be service@url");
        }
        ServiceName service = lawful(() -> keys.service(key, at));
        InstanceId id = lawful(() -> InstanceId.ofUrl(key.substring(at + 1)));
        InstanceRow row = new InstanceRow(in, limits);
        in.fields(row::field);
        lawful(() -> {
            rows.instance(service, row.handle(), row.instance(id), row.numbers());
            return true;
        });
    }

    private void service(String key) {
        ServiceName name = lawful(() -> ServiceName.ofKey(key));
        long[] counters = new long[2];
        in.fields(field -> {
            switch (field) {
                case "revision" -> counters[0] = number();
                case "version" -> counters[1] = number();
                default -> throw in.fault("is unknown");
            }
        });
        rows.service(name, counters[0], counters[1]);
    }

    private Settings settings() {
        SettingsRow row = new SettingsRow(in);
        in.fields(row::field);
        return lawful(row::build);
    }

    private void member() {
        TextRow row = new TextRow(in);
        in.fields(row::field);
        rows.member(new Member(
                row.text("name"),
                row.text("nodeId"),
                row.text("peer"),
                new Member.Addresses(row.text("http"), row.text("grpc"), row.text("node")),
                row.text("build"),
                (int) row.number("formatLevel")));
    }

    private void request() {
        TextRow row = new TextRow(in);
        in.fields(row::field);
        rows.request(lawful(() -> new RememberedRequest(
                row.number("order"),
                RequestId.parse(row.text("id")),
                RememberedRequest.Result.valueOf(row.text("result")),
                row.number("revision"),
                row.number("at"))));
    }

    private void generation() {
        TextRow row = new TextRow(in);
        in.fields(row::field);
        rows.generation(lawful(() -> new LeftGeneration(
                row.number("order"),
                ServiceName.ofKey(row.text("service")),
                InstanceId.ofUrl(row.text("id")),
                row.number("generation"),
                row.number("at"))));
    }

    private void protection() {
        TextRow row = new TextRow(in);
        in.fields(row::field);
        rows.protection(lawful(() -> new Protection(
                ServiceName.ofKey(row.text("service")),
                row.number("since"),
                row.number("sinceWall"),
                (int) row.number("instances"),
                (int) row.number("silent"),
                (int) row.number("released"),
                row.number("paid"))));
    }

    private void loss() {
        TextRow row = new TextRow(in);
        in.fields(row::field);
        rows.loss(lawful(() -> new Loss(
                row.number("order"),
                ServiceName.ofKey(row.text("service")),
                (int) row.number("count"),
                row.number("at"))));
    }

    private void history(String key) {
        ServiceName service = lawful(() -> ServiceName.ofKey(key));
        in.elements(() -> {
            TextRow row = new TextRow(in);
            in.fields(row::field);
            rows.history(
                    service,
                    lawful(() -> new HistoryEntry(
                            row.number("revision"),
                            (int) row.number("place"),
                            row.number("at"),
                            row.number("term"),
                            Change.Action.valueOf(row.text("action")),
                            Change.Cause.valueOf(row.text("cause")),
                            InstanceId.ofUrl(row.text("id")),
                            row.number("silent"),
                            row.text("detail", ""))));
        });
    }

    private void releases(String key) {
        ServiceName service = lawful(() -> ServiceName.ofKey(key));
        in.elements(() -> rows.release(ReleaseFields.read(in, service)));
    }

    private long number() {
        return in.integer(0, MAX_INTEGER);
    }

    private int smallNumber() {
        return (int) in.integer(0, Integer.MAX_VALUE);
    }

    private <T> T lawful(Supplier<T> maker) {
        try {
            return maker.get();
        } catch (IllegalArgumentException rule) {
            throw in.fault("is unlawful: " + rule.getMessage());
        }
    }
}
