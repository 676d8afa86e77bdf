internal import Core

extension ControlTool where Console: ~Copyable {
  mutating func help() {
    print(
      """
      martletctl: runs the machine from its service VM

        list                         every VM: state, pool, time
        info VM                      all that is known of one
        start|stop|restart VM        that
        switch-over VM               its standby takes over, and it starts anew
        pause|resume VM              takes it off its cores, lets it go on
        create FILE                  a VM of the package in the file
        destroy VM                   stops it for good and scrubs its memory
        console VM                   its console: what it printed, what it prints, keys for it;
                                     Enter ~ . detaches
        channel list                 every channel: ends, size, how often they were rung, parts
        resources                    what is kept for VMs that are created, and what is free
        memory give SIZE             memory of the service VM's, such as 64MiB, for VMs that are created
        memory back                  what it has given and nobody uses
        vcpu                         every vCPU: state, core, exits, time
        pool list                    every pool: scheduler, cores, idle time since boot
        pool move-core CORE POOL     gives a core to another pool
        vm move VM POOL              puts it into another pool while it runs
        vm weight VM WEIGHT          1 to 1000, in a fair pool
        vm priority VM PRIORITY      0 to 255, in a fixed-priority pool
        vm budget VM BUDGET [PERIOD] such as 2ms 10ms; none is no budget
        top                          time and exits of each VM in a second
        events                       the latest of what happened, and when
        trace [VM]                   exits, interrupts, moves of every core: needs the traced image
        health                       what went wrong, and what was done about it
        names vm|pool                what there is, a line each
        completion bash|zsh|fish     a script for the shell
        help                         this list

      """)
    print(
      """
      Options, anywhere:
        --json      for programs
        --follow    events: and what happens from now on
        --count N   top: so many times; events --follow: the end after so many; trace: the latest
                    so many of each core
        --output FILE, -o FILE
                    trace: into a file, of which `martlet trace` makes a picture
        --scrollback  console: what the VM printed lately, and nothing else
        --wait N    console, when a file is typed to it: so many seconds for what comes last; 1
        --version

      Exit codes: 0 done; 1 the command line is wrong; 2 there is no control device, or none that answers;
      3 the hypervisor did not do it.
      """)
  }
}
