package io.maregistry.server.store.redis;

import io.maregistry.model.Instance;
import io.maregistry.server.snapshot.StoredMetrics;
import io.maregistry.server.state.Listed;
import io.maregistry.server.state.LiveNumbers;
import io.maregistry.server.state.Root;
import java.util.List;

/**
 * Instances of one root as arguments of scripts.
 *
 * @param nowMillis the wall's time
 */
record Rows(Root root, long nowMillis) {

    /** The names of fields, behind their number. */
    static void addFields(List<String> arguments) {
        arguments.add(Integer.toString(InstanceHash.FIELDS.size()));
        arguments.addAll(InstanceHash.FIELDS);
    }

    /** The instances, behind their number: url, member, score, live text and the fields of each. */
    void addInstances(List<String> arguments, String service, List<Listed> instances) {
        arguments.add(Integer.toString(instances.size()));
        for (Listed listed : instances) {
            addLive(arguments, service, listed);
            arguments.addAll(InstanceHash.values(service, listed, root.metrics(listed)));
        }
    }

    /** Url, member, score, live text and metrics. */
    void addRenewed(List<String> arguments, String service, Listed listed) {
        addLive(arguments, service, listed);
        arguments.add(StoredMetrics.text(root.metrics(listed)));
    }

    /** Url, member, score and live text. */
    private void addLive(List<String> arguments, String service, Listed listed) {
        Instance instance = listed.instance();
        LiveNumbers numbers = root.live(listed);
        String member = InstanceHash.member(service, instance);
        arguments.add(instance.id().url());
        arguments.add(member);
        arguments.add(Long.toString(score(instance, numbers)));
        arguments.add(new LiveRow(listed.handle(), numbers, member).toString());
    }

    /**
     * When it was alive last: it renewed, or registered with what it had registered already, which moves nothing but the
     * clock of liveness. One that never has to renew is alive now.
     */
    private long score(Instance instance, LiveNumbers numbers) {
        long told = Math.max(numbers.renewedAtMillis(), instance.registeredAtMillis());
        long silence = root.scalars().clockMillis() - numbers.lastSeenMillis();
        boolean mayExpire = instance.content().lease().ephemeral();
        return Math.max(told, mayExpire ? nowMillis - silence : nowMillis);
    }
}
