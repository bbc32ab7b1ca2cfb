package io.maregistry.model;

import org.jspecify.annotations.Nullable;

/**
 * A merge patch of an active check: what it does not speak of stays as it is, or is the default where there was no check. A
 * value that is cleared has its default.
 *
 * @param type the protocol, which has no default
 * @param port the port to ask; by default the instance's own
 */
public record CheckPatch(
        Edit<HealthCheck.Type> type,
        Edit<Integer> port,
        Edit<String> path,
        Edit<Long> intervalMillis,
        Edit<Long> timeoutMillis,
        Edit<Integer> rise,
        Edit<Integer> fall,
        Edit<Status> initial,
        Edit<Long> removeAfterMillis) {

    /**
     * The check afterwards.
     *
     * @param before the check until now; null where there is none
     * @param ownPort that of the instance
     * @throws IllegalArgumentException it would have no type, or break a rule of {@link HealthCheck}
     */
    public HealthCheck applyTo(@Nullable HealthCheck before, int ownPort) {
        HealthCheck.Type newType = type.of(before == null ? null : before.type());
        if (newType == null) {
            throw new IllegalArgumentException("check.type is missing");
        }
        HealthCheck.Pace pace = before == null ? HealthCheck.Pace.DEFAULT : before.pace();
        return new HealthCheck(
                newType,
                orElse(port.of(before == null ? null : before.port()), ownPort),
                orElse(path.of(before == null ? null : before.path()), ""),
                new HealthCheck.Pace(
                        orElse(intervalMillis.of(pace.intervalMillis()), HealthCheck.Pace.DEFAULT.intervalMillis()),
                        orElse(timeoutMillis.of(pace.timeoutMillis()), HealthCheck.Pace.DEFAULT.timeoutMillis()),
                        orElse(rise.of(pace.rise()), HealthCheck.Pace.DEFAULT.rise()),
                        orElse(fall.of(pace.fall()), HealthCheck.Pace.DEFAULT.fall())),
                orElse(initial.of(before == null ? null : before.initial()), Status.RUNNING),
                orElse(removeAfterMillis.of(before == null ? null : before.removeAfterMillis()), 0L));
    }

    private static <T> T orElse(@Nullable T value, T byDefault) {
        return value == null ? byDefault : value;
    }
}
