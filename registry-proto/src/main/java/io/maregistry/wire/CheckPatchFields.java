package io.maregistry.wire;

import io.maregistry.model.CheckPatch;
import io.maregistry.model.Edit;
import io.maregistry.model.HealthCheck;
import io.maregistry.model.Status;

/** What has been read of the patch of an active check so far. One thread, one use. */
final class CheckPatchFields {

    private static final long HOUR_MILLIS = 3_600_000;
    private static final int MAX_PATH = 1_024;

    private final JsonInput in;

    private Edit<HealthCheck.Type> type = Edit.keep();
    private Edit<Integer> port = Edit.keep();
    private Edit<String> path = Edit.keep();
    private Edit<Long> intervalMillis = Edit.keep();
    private Edit<Long> timeoutMillis = Edit.keep();
    private Edit<Integer> rise = Edit.keep();
    private Edit<Integer> fall = Edit.keep();
    private Edit<Status> initial = Edit.keep();
    private Edit<Long> removeAfterMillis = Edit.keep();

    private CheckPatchFields(JsonInput in) {
        this.in = in;
    }

    /**
     * Each value is judged here, before it goes into the log; whether what comes of them is a lawful check turns out where
     * the patch is applied.
     */
    static CheckPatch read(JsonInput in) {
        CheckPatchFields fields = new CheckPatchFields(in);
        in.fields(fields::field);
        return fields.build();
    }

    private void field(String name) {
        switch (name) {
            case "type" -> type = PatchFields.edit(in, () -> CheckFields.type(in));
            case "port" -> port = PatchFields.edit(in, () -> (int) in.integer(1, 65_535));
            case "path" -> path = PatchFields.edit(in, this::path);
            case "intervalMs" -> intervalMillis = PatchFields.edit(in, () -> in.integer(1_000, HOUR_MILLIS));
            case "timeoutMs" -> timeoutMillis = PatchFields.edit(in, () -> in.integer(100, HOUR_MILLIS));
            case "rise" -> rise = PatchFields.edit(in, () -> (int) in.integer(1, 100));
            case "fall" -> fall = PatchFields.edit(in, () -> (int) in.integer(1, 100));
            case "initial" -> initial = PatchFields.edit(in, () -> CheckFields.status(in));
            case "removeAfterMs" -> removeAfterMillis = PatchFields.edit(in, () -> in.integer(0, 168 * HOUR_MILLIS));
            default -> in.skip();
        }
    }

    private CheckPatch build() {
        return new CheckPatch(type, port, path, intervalMillis, timeoutMillis, rise, fall, initial, removeAfterMillis);
    }

    private String path() {
        String path = in.text();
        if (path.length() > MAX_PATH || !path.isEmpty() && path.charAt(0) != '/') {
            throw in.fault("must begin with / and have at most " + MAX_PATH + " characters");
        }
        return path;
    }
}
