package io.maregistry.cli;

import picocli.CommandLine.IVersionProvider;

/** Which build this is. */
final class BuildVersion implements IVersionProvider {

    @Override
    public String[] getVersion() {
        String version = BuildVersion.class.getPackage().getImplementationVersion();
        return new String[] {"maregistry-cli " + (version == null ? "development" : version)};
    }
}
