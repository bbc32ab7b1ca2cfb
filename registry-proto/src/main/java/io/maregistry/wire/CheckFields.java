package io.maregistry.wire;

import io.maregistry.model.HealthCheck;
import io.maregistry.model.Status;
import org.jspecify.annotations.Nullable;

/** What has been read of an active check; what is absent has its default. One thread. */
final class CheckFields {

    private static final long MAX_INTEGER = Integer.MAX_VALUE;

    private HealthCheck.@Nullable Type type;
    private int port = -1;
    private String path = "";
    private long intervalMillis = HealthCheck.Pace.DEFAULT.intervalMillis();
    private long timeoutMillis = HealthCheck.Pace.DEFAULT.timeoutMillis();
    private int rise = HealthCheck.Pace.DEFAULT.rise();
    private int fall = HealthCheck.Pace.DEFAULT.fall();
    private Status initial = Status.RUNNING;
    private long removeAfterMillis;

    private CheckFields() {}

    static CheckFields read(JsonInput in) {
        CheckFields check = new CheckFields();
        in.fields(name -> check.field(name, in));
        if (check.type == null) {
            throw in.fault("type", "is missing");
        }
        return check;
    }

    private void field(String name, JsonInput in) {
        if (in.isNull()) {
            return;
        }
        switch (name) {
            case "type" -> type = type(in);
            case "port" -> port = (int) in.integer(1, 65_535);
            case "path" -> path = in.text();
            case "intervalMs" -> intervalMillis = in.integer(1, MAX_INTEGER);
            case "timeoutMs" -> timeoutMillis = in.integer(1, MAX_INTEGER);
            case "rise" -> rise = (int) in.integer(1, MAX_INTEGER);
            case "fall" -> fall = (int) in.integer(1, MAX_INTEGER);
            case "initial" -> initial = status(in);
            case "removeAfterMs" -> removeAfterMillis = in.integer(0, MAX_INTEGER);
            default -> in.skip();
        }
    }

    /** The check; {@code ownPort} is asked where the check names none. */
    HealthCheck build(int ownPort) {
        if (type == null) {
            throw new IllegalStateException("a check without a type was read");
        }
        return new HealthCheck(
                type,
                port < 0 ? ownPort : port,
                path,
                new HealthCheck.Pace(intervalMillis, timeoutMillis, rise, fall),
                initial,
                removeAfterMillis);
    }

    /** A type of check. */
    static HealthCheck.Type type(JsonInput in) {
        return enumOf(in, HealthCheck.Type::ofText, "http, https, tcp, grpc, ws or wss");
    }

    /** A status. */
    static Status status(JsonInput in) {
        return enumOf(in, Status::ofText, "Running, Updating, Offline or Error");
    }

    private interface OfText<T> {
        T of(String text);
    }

    private static <T> T enumOf(JsonInput in, OfText<T> ofText, String wanted) {
        String text = in.text();
        try {
            return ofText.of(text);
        } catch (IllegalArgumentException unknown) {
            throw in.fault("must be " + wanted);
        }
    }
}
