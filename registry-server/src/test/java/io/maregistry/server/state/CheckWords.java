package io.maregistry.server.state;

import io.maregistry.model.CheckState;
import io.maregistry.model.HealthCheck;
import io.maregistry.model.Status;
import java.util.Arrays;
import java.util.Deque;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Checks in a {@link Transcript}: a register with {@code check=TYPE [initial=STATUS] [remove=MILLIS] [port=N]} has one, and {@code
 * verdict good|failing HANDLE[,HANDLE] [seen=WORD] [other] [since=CLOCK]} tells what it found; with {@code other} another check was
 * asked, with {@code since} the leader says once more what holds since then.
 */
final class CheckWords {

    private static final HealthCheck OTHER =
            new HealthCheck(HealthCheck.Type.WSS, 1, "", HealthCheck.Pace.DEFAULT, Status.RUNNING, 0);

    private CheckWords() {}

    static @Nullable HealthCheck check(Map<String, String> options, int ownPort) {
        String type = options.remove("check");
        if (type == null) {
            return null;
        }
        return new HealthCheck(
                HealthCheck.Type.ofText(type),
                (int) Transcript.number(options, "port", ownPort),
                "",
                HealthCheck.Pace.DEFAULT,
                Status.ofText(Objects.requireNonNullElse(options.remove("initial"), "Running")),
                Transcript.number(options, "remove", 0));
    }

    static Command verdict(Deque<String> words, Root root) {
        words.remove();
        CheckState.Verdict verdict = CheckState.Verdict.ofText(words.remove());
        String[] handles = words.remove().split(",", -1);
        Map<String, String> options = Transcript.options(words);
        String seen = options.getOrDefault("seen", "seen");
        boolean isOther = options.containsKey("other");
        long since = Transcript.number(options, "since", CheckVerdicts.Found.NEWLY);
        return new CheckVerdicts(Arrays.stream(handles)
                .map(Long::parseLong)
                .map(handle -> new CheckVerdicts.Found(
                        handle, isOther ? OTHER : checkOf(handle, root), verdict, seen, 3, since))
                .toList());
    }

    private static HealthCheck checkOf(long handle, Root root) {
        for (ServiceView service : root.services()) {
            Listed listed = service.instances().get(handle);
            HealthCheck check =
                    listed == null ? null : listed.instance().content().check();
            if (check != null) {
                return check;
            }
        }
        return OTHER;
    }
}
