package io.maregistry.server.centre;

import io.maregistry.model.Instance;
import io.maregistry.model.Release;
import io.maregistry.model.ServiceName;
import io.maregistry.model.Status;
import io.maregistry.server.state.Listed;
import io.maregistry.server.state.ServiceView;

/**
 * A service as the RegisterCentre's document shows it. Instances of other doors are shown, too: their program is called by
 * the service, their project by the group.
 *
 * @param view what is listed
 * @param newest what the instance said that was listed last of those that came by this door; made up where none did
 * @param running how many are Running
 * @param overall see {@link #overall(ServiceView)}
 */
public record RegisteredService(ServiceView view, Release newest, int running, Status overall) {

    private static final int LONGEST_NAME = 1_024; // what a release may hold

    public static RegisteredService of(ServiceView view) {
        Release newest = null;
        int running = 0;
        for (Listed listed : view.instances()) {
            Release release = listed.instance().content().release();
            newest = release.product().appId().isEmpty() ? newest : release;
            running += listed.instance().status() == Status.RUNNING ? 1 : 0;
        }
        return new RegisteredService(view, newest == null ? unnamed(view.name(), "") : newest, running, overall(view));
    }

    /** What the instance of that service registered as; see the class. */
    public static Release releaseOf(ServiceName service, Instance instance) {
        Release said = instance.content().release();
        String whole = secondName(instance);
        String name = whole.length() <= LONGEST_NAME ? whole : whole.substring(0, LONGEST_NAME); // a url may be longer
        if (said.product().appId().isEmpty()) {
            Release made = unnamed(service, name);
            return new Release(
                    made.product(),
                    said.updateTime(),
                    said.buildTime(),
                    said.assemblyVersion(),
                    said.releaseVersion(),
                    name);
        }
        return said;
    }

    /** What the instance is called within its service. */
    public static String secondName(Instance instance) {
        String given = instance.content().instanceId();
        return given == null ? instance.id().url() : given;
    }

    /** No instance: Offline; any Error: Error; any Running: Running; any Updating: Updating; else Offline. */
    static Status overall(ServiceView view) {
        boolean anyRunning = false;
        boolean anyUpdating = false;
        for (Listed listed : view.instances()) {
            Status status = listed.instance().status();
            if (status == Status.ERROR) {
                return Status.ERROR;
            }
            anyRunning |= status == Status.RUNNING;
            anyUpdating |= status == Status.UPDATING;
        }
        if (anyRunning) {
            return Status.RUNNING;
        }
        return anyUpdating ? Status.UPDATING : Status.OFFLINE;
    }

    static Release unnamed(ServiceName service, String fromClient) {
        return new Release(
                new Release.Product(service.name(), service.name(), "", service.group()), "", "", "", "", fromClient);
    }
}
