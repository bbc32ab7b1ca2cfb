package io.maregistry.server.state;

import io.maregistry.model.InstanceId;
import io.maregistry.model.Metrics;
import io.maregistry.model.Parameters;
import io.maregistry.model.RenewalUpdate;
import io.maregistry.model.ServiceName;
import io.maregistry.model.Versions;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A renewal by name in a {@link Transcript}: {@code renew SERVICE[,SERVICE] URL [native] [metadata=K:V,...]
 * [metrics=K:V,...] [release=VERSION]}.
 */
final class RenewalWords {

    private RenewalWords() {}

    static Command command(Deque<String> words) {
        List<ServiceName> services =
                Arrays.stream(words.remove().split(",")).map(ServiceName::ofKey).toList();
        InstanceId id = InstanceId.ofUrl(words.remove());
        Map<String, String> options = Transcript.options(words);
        boolean isCounted = options.remove("native") == null;
        Map<String, String> metadata = pairs(options.remove("metadata"));
        Map<String, String> metrics = pairs(options.remove("metrics"));
        String release = options.remove("release");
        RenewalUpdate update = new RenewalUpdate(
                metadata == null ? null : Parameters.of(metadata),
                metrics == null ? null : Metrics.of(metrics),
                release == null ? null : new Versions("", "", release));
        return new Tick(0, List.of(), List.of(new Tick.Named(services, id, isCounted, update)));
    }

    private static @Nullable Map<String, String> pairs(@Nullable String text) {
        if (text == null) {
            return null;
        }
        Map<String, String> pairs = new TreeMap<>();
        for (String pair : text.isEmpty() ? new String[0] : text.split(",")) {
            int colon = pair.indexOf(':');
            pairs.put(pair.substring(0, colon), pair.substring(colon + 1));
        }
        return pairs;
    }
}
