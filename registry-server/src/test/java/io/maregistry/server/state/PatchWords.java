package io.maregistry.server.state;

import io.maregistry.model.CheckPatch;
import io.maregistry.model.Edit;
import io.maregistry.model.HealthCheck;
import io.maregistry.model.InstanceId;
import io.maregistry.model.InstancePatch;
import io.maregistry.model.Parameters;
import io.maregistry.model.ParametersPatch;
import io.maregistry.model.RequestId;
import io.maregistry.model.ServiceName;
import io.maregistry.model.Status;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * A patch in a {@link Transcript}: {@code patch SERVICE URL [enabled=B] [weight=N] [status=S] [+KEY=VALUE] [-KEY]
 * [parameters=null] [+*METRIC=NUMBER] [-*METRIC] [metrics=null] [ttl=N] [check=TYPE] [interval=N] [at=REVISION] [room=N] [request=N]}; values before {@code at} may be
 * {@code null}.
 */
final class PatchWords {

    private PatchWords() {}

    static Command command(Deque<String> words) {
        ServiceName service = ServiceName.ofKey(words.remove());
        InstanceId id = InstanceId.ofUrl(words.remove());
        Map<String, String> options = Transcript.options(words);
        RequestId request = Transcript.request(options);
        long at = Transcript.number(options, "at", PatchInstance.ANY_REVISION);
        PatchInstance.Room room = new PatchInstance.Room((int) Transcript.number(options, "room", 128), 64 << 10, 64);
        ParametersPatch metrics = pairs(options, "*", "metrics");
        InstancePatch patch = new InstancePatch(
                edit(options, "enabled", Boolean::valueOf),
                edit(options, "weight", Integer::valueOf),
                edit(options, "status", Status::ofText),
                pairs(options, "", "parameters"),
                edit(options, "ttl", Long::valueOf),
                check(options),
                metrics);
        return new PatchInstance(request, service, id, at, patch, room);
    }

    static ParametersPatch pairs(Map<String, String> options, String mark, String all) {
        boolean clears = options.remove(all) != null;
        Map<String, String> set = new TreeMap<>();
        List<String> removed = new ArrayList<>();
        options.entrySet().removeIf(option -> {
            String key = option.getKey();
            if (key.startsWith("+" + mark)) {
                set.put(key.substring(1 + mark.length()), option.getValue());
            } else if (key.startsWith("-" + mark)) {
                removed.add(key.substring(1 + mark.length()));
            }
            return key.startsWith("+" + mark) || key.startsWith("-" + mark);
        });
        return new ParametersPatch(clears, Parameters.of(set), removed);
    }

    private static Edit<CheckPatch> check(Map<String, String> options) {
        Edit<HealthCheck.Type> whole = edit(options, "check", HealthCheck.Type::ofText);
        Edit<Long> interval = edit(options, "interval", Long::valueOf);
        if (whole instanceof Edit.Clear) {
            return Edit.clear();
        }
        return whole instanceof Edit.Keep && interval instanceof Edit.Keep
                ? Edit.keep()
                : Edit.to(new CheckPatch(
                        whole,
                        Edit.keep(),
                        Edit.keep(),
                        interval,
                        Edit.keep(),
                        Edit.keep(),
                        Edit.keep(),
                        Edit.keep(),
                        Edit.keep()));
    }

    static <T> Edit<T> edit(Map<String, String> options, String key, Function<String, T> value) {
        String text = options.remove(key);
        if (text == null) {
            return Edit.keep();
        }
        return text.equals("null") ? Edit.clear() : Edit.to(value.apply(text));
    }
}
