package io.maregistry.wire;

import io.maregistry.model.Content;
import io.maregistry.model.HealthCheck;
import io.maregistry.model.InstanceId;
import io.maregistry.model.Lease;
import io.maregistry.model.Parameters;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What has been read of one instance so far. One thread. */
public final class InstanceFields {

    private static final int MAX_INTEGER = Integer.MAX_VALUE;
    private static final Set<String> NAMED_BY_RULES = Set.of(
            "scheme", "host", "port", "context", "weight", "generation", "instanceId", "ttlMs", "offlineGraceMs");

    private final InstanceLimits limits;
    private final ReleaseFields release = new ReleaseFields();

    private @Nullable String scheme;
    private @Nullable String host;
    private int port = -1;
    private String context = "";
    private @Nullable Parameters parameters;
    private int weight = Content.NORMAL_WEIGHT;
    private boolean ephemeral = true;
    private long ttlMillis = Lease.UNSET;
    private long offlineGraceMillis = Lease.UNSET;
    private long generation = Content.NO_GENERATION;
    private @Nullable String instanceId;
    private @Nullable CheckFields check;
    private boolean enabled = true;

    public InstanceFields(InstanceLimits limits) {
        this.limits = limits;
    }

    /** Reads the value if {@code name} is a field of an instance's identity or content, or {@code enabled}. */
    public boolean read(String name, JsonInput in) {
        if (in.isNull() && !name.equals("port")) {
            return false;
        }
        switch (name) {
            case "scheme" -> scheme = in.text();
            case "host" -> host = in.text();
            case "port" -> port = (int) in.integer(1, 65_535);
            case "context" -> context = in.text();
            case "parameters", "metadata" -> parameters = parameters(in);
            case "weight" -> weight = (int) in.integer(0, MAX_INTEGER);
            case "enabled" -> enabled = in.flag();
            case "ephemeral" -> ephemeral = in.flag();
            case "ttlMs" -> ttlMillis = in.integer(limits.minTtlMillis(), Long.MAX_VALUE);
            case "offlineGraceMs" -> offlineGraceMillis = in.integer(0, Long.MAX_VALUE);
            case "generation" -> generation = in.integer(0, Long.MAX_VALUE);
            case "instanceId" -> instanceId = in.text();
            case "check" -> check = CheckFields.read(in);
            default -> {
                return release.read(name, in);
            }
        }
        return true;
    }

    /** The identity; the input stands at the end of the object that the fields came from. */
    public InstanceId id(JsonInput in) {
        String givenScheme = required(scheme, "scheme", in);
        String givenHost = required(host, "host", in);
        if (port < 0) {
            throw in.fault("port", "is missing");
        }
        return lawful(in, () -> new InstanceId(givenScheme, givenHost, port, context));
    }

    /** The content; the input stands at the end of the object that the fields came from. */
    public Content content(JsonInput in) {
        return lawful(
                in,
                () -> new Content(
                        parameters == null ? Parameters.empty() : parameters,
                        weight,
                        lease(),
                        generation,
                        instanceId,
                        check(),
                        release.build()));
    }

    public boolean enabled() {
        return enabled;
    }

    private Lease lease() {
        return ephemeral && ttlMillis == Lease.UNSET && offlineGraceMillis == Lease.UNSET
                ? Lease.DEFAULT
                : new Lease(ephemeral, ttlMillis, offlineGraceMillis);
    }

    private @Nullable HealthCheck check() {
        return check == null ? null : check.build(port);
    }

    private Parameters parameters(JsonInput in) {
        if (parameters != null) {
            throw in.fault("is there twice: parameters and metadata are one thing");
        }
        return new ParameterReader(limits).read(in);
    }

    private static String required(@Nullable String value, String name, JsonInput in) {
        if (value == null) {
            throw in.fault(name, "is missing");
        }
        return value;
    }

    /** Runs {@code maker}; a broken rule of the model becomes a fault of the field that its message begins with. */
    static <T> T lawful(JsonInput in, Supplier<T> maker) {
        try {
            return maker.get();
        } catch (IllegalArgumentException rule) {
            String message = String.valueOf(rule.getMessage());
            int blank = message.indexOf(' ');
            String field = blank < 0 ? "" : message.substring(0, blank);
            boolean isNamed = NAMED_BY_RULES.contains(field) || field.startsWith("check.");
            throw isNamed ? in.fault(field, message.substring(blank + 1)) : in.fault("is unlawful: " + message);
        }
    }
}
