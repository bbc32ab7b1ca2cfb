package io.maregistry.server.snapshot;

import io.maregistry.model.Parameters;
import io.maregistry.model.Quota;
import io.maregistry.model.Routing;
import io.maregistry.model.Rules;
import io.maregistry.model.ServiceName;
import io.maregistry.server.state.Namespace;
import io.maregistry.server.state.ServiceRouting;
import io.maregistry.server.state.ServiceRules;
import io.maregistry.server.state.Settings;
import io.maregistry.wire.InstanceLimits;
import io.maregistry.wire.JsonInput;
import io.maregistry.wire.RulesReader;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads the items of a full document, as {@link ItemFields} wrote them, into {@link Rows}. One thread, one use. */
final class ItemReader {

    private final JsonInput in;
    private final Rows rows;
    private final RulesReader rulesReader;

    /** Of items that were written by a node: nothing limits them. */
    ItemReader(JsonInput in, Rows rows) {
        this(in, rows, InstanceLimits.NONE);
    }

    /** {@code limits} hold for the metadata of each service. */
    ItemReader(JsonInput in, Rows rows, InstanceLimits limits) {
        this.in = in;
        this.rows = rows;
        this.rulesReader = new RulesReader(limits);
    }

    /** Reads the value of that key of the document; false where it is no kind of item. */
    boolean read(String key) {
        switch (key) {
            case "namespaces" -> in.entries(this::namespace);
            case "routing" -> in.entries(this::routing);
            case "rules" -> in.entries(this::rules);
            default -> {
                return false;
            }
        }
        return true;
    }

    void namespace(String name) {
        String[] description = {""};
        int[] quota = {Quota.NONE, Quota.NONE};
        long[] revision = {-1};
        in.fields(field -> {
            switch (field) {
                case "description" -> description[0] = in.text();
                case "services" -> quota[0] = (int) in.integer(1, Quota.MAX);
                case "instances" -> quota[1] = (int) in.integer(1, Quota.MAX);
                case "revision" -> revision[0] = in.integer(0, FullReader.MAX_INTEGER);
                default -> throw in.fault("is unknown");
            }
        });
        rows.item(lawful(
                () -> new Namespace(name, description[0], new Quota(quota[0], quota[1]), required(revision[0]))));
    }

    void routing(String key) {
        int slash = key.indexOf('/');
        if (slash < 0) {
            throw in.fault("must be namespace/service");
        }
        Said said = new Said();
        in.fields(said::field);
        rows.item(lawful(() -> new ServiceRouting(
                key.substring(0, slash), key.substring(slash + 1), said.routing(), required(said.revision))));
    }

    private final class Said {
        private final Map<String, Integer> weights = new TreeMap<>();
        private @Nullable String active;
        private long revision = -1;

        void field(String name) {
            switch (name) {
                case "active" -> active = in.text();
                case "weights" -> in.entries(group -> weights.put(group, (int) in.integer(0, Routing.MAX_WEIGHT)));
                case "revision" -> revision = in.integer(0, FullReader.MAX_INTEGER);
                default -> throw in.fault("is unknown");
            }
        }

        @Nullable
        Routing routing() {
            if (active != null && !weights.isEmpty()) {
                throw new IllegalArgumentException("active and weights are both there");
            }
            if (active != null) {
                return Routing.to(active);
            }
            return weights.isEmpty() ? null : Routing.weighted(weights);
        }
    }

    void rules(String key) {
        Parameters[] metadata = {Parameters.empty()};
        int[] ratio = {Rules.UNSET};
        long[] ttl = {Rules.UNSET};
        long[] revision = {-1};
        in.fields(field -> {
            switch (field) {
                case "metadata" -> metadata[0] = rulesReader.metadata(in);
                case "ttlMs" -> ttl[0] = in.integer(0, FullReader.MAX_INTEGER);
                case "protectionRatioPerMille" -> ratio[0] = (int) in.integer(0, Settings.Doubt.NEVER);
                case "revision" -> revision[0] = in.integer(0, FullReader.MAX_INTEGER);
                default -> throw in.fault("is unknown");
            }
        });
        rows.item(lawful(() -> new ServiceRules(
                ServiceName.ofKey(key), new Rules(metadata[0], ttl[0], ratio[0]), required(revision[0]))));
    }

    private static long required(long revision) {
        if (revision < 0) {
            throw new IllegalArgumentException("revision is missing");
        }
        return revision;
    }

    private <T> T lawful(Supplier<T> maker) {
        try {
            return maker.get();
        } catch (IllegalArgumentException rule) {
            throw in.fault("is unlawful: " + rule.getMessage());
        }
    }
}
