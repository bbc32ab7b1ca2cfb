package io.maregistry.server.state;

import io.maregistry.model.CheckState;
import io.maregistry.model.HealthCheck;
import io.maregistry.model.Instance;
import io.maregistry.model.ServiceName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Active checks came to these verdicts, on instances of any services. One counts while its instance is listed with the very
 * check that was asked; one that says what is known already changes nothing but this: an instance that fails and is not Error
 * yet, because its service is protected or was until now, is made Error as far as that may be, and one that has failed for
 * its {@code removeAfterMillis} is removed. So verdicts may be told twice, late, and by two nodes.
 *
 * @param items at most {@link #MAX_ITEMS}; of several of one instance the last counts
 */
public record CheckVerdicts(List<Found> items) implements Command {

    /** The most verdicts of one command: what applying it costs must not be felt by the writes behind it. */
    public static final int MAX_ITEMS = 512;

    public CheckVerdicts {
        items = List.copyOf(items);
        if (items.size() > MAX_ITEMS) {
            throw new IllegalArgumentException(
                    "at most " + MAX_ITEMS + " verdicts are told in one command, were " + items.size());
        }
    }

    /**
     * What was found of one instance.
     *
     * @param handle its stay in the list
     * @param check the check that was asked
     * @param evidence see {@link CheckState#evidence}
     * @param latencyMillis see {@link CheckState#latencyMillis}
     * @param sinceMillis {@link #NEWLY} where a check found it; else the leader says once more what holds since then, which counts
     *     only while just that holds still
     */
    public record Found(
            long handle,
            HealthCheck check,
            CheckState.Verdict verdict,
            String evidence,
            long latencyMillis,
            long sinceMillis) {

        /** A check found it. */
        public static final long NEWLY = -1;

        public Found {
            CheckState.checkEvidence(evidence, latencyMillis);
            if (sinceMillis < NEWLY) {
                throw new IllegalArgumentException("a verdict must hold since a time from 0 on, was " + sinceMillis);
            }
        }

        /** What a check found. */
        public Found(long handle, HealthCheck check, CheckState.Verdict verdict, String evidence, long latencyMillis) {
            this(handle, check, verdict, evidence, latencyMillis, NEWLY);
        }

        /** That which is known of a failing instance once more, so that it goes as far as it may. */
        public static Found again(long handle, HealthCheck check, CheckState known) {
            return new Found(
                    handle, check, known.verdict(), known.evidence(), known.latencyMillis(), known.sinceMillis());
        }

        /** Whether that is another verdict than the one known of {@code listed}, on the check that it has. */
        public boolean isNewsOf(Instance listed) {
            CheckState known = listed.checkState();
            return sinceMillis == NEWLY
                    && check.equals(listed.content().check())
                    && (known == null || known.verdict() != verdict);
        }

        /** Whether it is about the check that {@code listed} has, and has not been overtaken. */
        private boolean countsFor(Instance listed) {
            CheckState known = listed.checkState();
            return check.equals(listed.content().check())
                    && (sinceMillis == NEWLY
                            || known != null && known.verdict() == verdict && known.sinceMillis() == sinceMillis);
        }
    }

    @Override
    public Outcome applyTo(Working state) {
        Map<ServiceName, List<Found>> byService = new TreeMap<>();
        for (Found found : items) {
            Services.Stay stay = state.services().stay(found.handle());
            if (stay != null && found.countsFor(stay.listed().instance())) {
                byService
                        .computeIfAbsent(stay.service(), service -> new ArrayList<>())
                        .add(found);
            }
        }
        byService.forEach((service, found) -> new Judgement(state, service).apply(found));
        return new Outcome.Done(state.revision());
    }
}
