package io.maregistry.server.state;

import io.maregistry.model.CheckState;
import io.maregistry.model.Content;
import io.maregistry.model.HealthCheck;
import io.maregistry.model.Instance;
import io.maregistry.model.Operator;
import io.maregistry.model.Release;
import io.maregistry.model.ServiceName;
import org.jspecify.annotations.Nullable;

/** The rows of instances in the {@link RowSum}: all of an instance but what renewals move. One writer thread. */
final class InstanceRows {

    private static final int INSTANCE = 3;

    private final Hasher hasher;

    InstanceRows(Hasher hasher) {
        this.hasher = hasher;
    }

    Hasher row(ServiceName service, Listed listed) {
        Instance instance = listed.instance();
        hasher.row(INSTANCE)
                .add(service.key())
                .add(listed.handle())
                .add(instance.id().scheme())
                .add(instance.id().host())
                .add(instance.id().port())
                .add(instance.id().context())
                .add(instance.ownStatus().number())
                .add(instance.registeredAtMillis())
                .add(instance.revision());
        addContent(instance.content());
        addOperator(instance.operator());
        if (instance.registered() != null) { // nearly always null; the row of one that nobody patched ends here
            addContent(instance.registered());
        }
        if (instance.checkState() != null) { // null as long as nobody checks
            addCheckState(instance.checkState());
        }
        return hasher.end();
    }

    /** The word in front tells it from a content at the same place. */
    private void addCheckState(CheckState found) {
        hasher.add("checkState")
                .add(found.verdict().text())
                .add(found.sinceMillis())
                .add(found.sinceWallMillis())
                .add(found.evidence())
                .add(found.latencyMillis());
    }

    private void addContent(Content content) {
        hasher.add(content.parameters().size());
        content.parameters().forEach((key, value) -> hasher.add(key).add(value));
        hasher.add(content.weight())
                .add(content.lease().ephemeral())
                .add(content.lease().ttlMillis())
                .add(content.lease().offlineGraceMillis())
                .add(content.generation());
        addOptional(content.instanceId());
        HealthCheck check = content.check();
        hasher.add(check != null);
        if (check != null) {
            addCheck(check);
        }
        hasher.add(!content.release().equals(Release.NONE));
        if (!content.release().equals(Release.NONE)) {
            addRelease(content.release());
        }
    }

    private void addCheck(HealthCheck check) {
        hasher.add(check.type().text())
                .add(check.port())
                .add(check.path())
                .add(check.pace().intervalMillis())
                .add(check.pace().timeoutMillis())
                .add(check.pace().rise())
                .add(check.pace().fall())
                .add(check.initial().number())
                .add(check.removeAfterMillis());
    }

    private void addRelease(Release release) {
        hasher.add(release.product().appId())
                .add(release.product().name())
                .add(release.product().domainName())
                .add(release.product().projectName())
                .add(release.updateTime())
                .add(release.buildTime())
                .add(release.assemblyVersion())
                .add(release.releaseVersion())
                .add(release.fromClient());
    }

    private void addOperator(Operator operator) {
        hasher.add(operator.enabled()).add(operator.draining());
        Integer weight = operator.weight();
        hasher.add(weight != null).add(weight == null ? 0 : weight);
        hasher.add(operator.status() == null ? -1 : operator.status().number());
    }

    private void addOptional(@Nullable String text) {
        hasher.add(text != null).add(text == null ? "" : text);
    }
}
