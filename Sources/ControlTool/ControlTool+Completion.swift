internal import Core

extension ControlTool where Console: ~Copyable {
  /// A script for the shell. False where there is none for it.
  mutating func complete(_ shell: RawSpan) -> Bool {
    if shell.equals("bash") {
      printBash()
    } else if shell.equals("zsh") {
      print("#compdef martletctl\nautoload -U +X bashcompinit && bashcompinit")
      printBash()
    } else if shell.equals("fish") {
      printFish()
    } else {
      return false
    }
    return true
  }

  private mutating func printBash() {
    print(
      """
      _martletctl() {
        local words=() word number=$COMP_CWORD choices=''
        for word in "${COMP_WORDS[@]:0:$COMP_CWORD}"; do
          [[ $word == -* ]] && number=$((number - 1)) || words+=("$word")
        done
        case "$number ${words[1]} ${words[2]}" in
          '1 '*) choices='list info start stop restart switch-over pause resume create destroy resources memory console channel vcpu pool vm top events trace health completion help' ;;
          '2 vm '*) choices='list start stop restart switch-over pause resume destroy move weight priority budget' ;;
          '2 pool '*) choices='list move-core' ;;
          '2 channel '*) choices='list' ;;
          '2 memory '*) choices='give back' ;;
          '2 create '*) compopt -o default; choices='' ;;
          '2 completion '*) choices='bash zsh fish' ;;
          '2 info '* | '2 start '* | '2 stop '* | '2 restart '* | '2 switch-over '* | '2 pause '* | '2 resume '* | '2 destroy '* | '2 console '* | '2 trace '* | '3 vm '*)
            choices=$(martletctl names vm 2>/dev/null) ;;
          '4 vm move' | '4 pool move-core') choices=$(martletctl names pool 2>/dev/null) ;;
        esac
      """)
    print(
      """
        [[ ${COMP_WORDS[$COMP_CWORD]} == -* ]] && choices='--json --follow --count --output --scrollback --wait --help --version'
        COMPREPLY=($(compgen -W "$choices" -- "${COMP_WORDS[$COMP_CWORD]}"))
      }
      complete -F _martletctl martletctl
      """)
  }

  private mutating func printFish() {
    print(
      """
      complete -c martletctl -f
      complete -c martletctl -l json -l follow -l help -l version
      complete -c martletctl -x -l count
      complete -c martletctl -r -F -s o -l output
      complete -c martletctl -l scrollback
      complete -c martletctl -x -l wait
      complete -c martletctl -n __fish_use_subcommand -a 'list info start stop restart switch-over pause resume create destroy resources memory console channel vcpu pool vm top events trace health completion help'
      complete -c martletctl -n '__fish_seen_subcommand_from info start stop restart switch-over pause resume destroy console trace' -a '(martletctl names vm 2>/dev/null)'
      complete -c martletctl -F -n '__fish_seen_subcommand_from create'
      complete -c martletctl -n '__fish_seen_subcommand_from vm' -a 'list start stop restart switch-over pause resume destroy move weight priority budget (martletctl names vm 2>/dev/null)'
      complete -c martletctl -n '__fish_seen_subcommand_from pool' -a 'list move-core (martletctl names pool 2>/dev/null)'
      complete -c martletctl -n '__fish_seen_subcommand_from channel' -a list
      complete -c martletctl -n '__fish_seen_subcommand_from memory' -a 'give back'
      complete -c martletctl -n '__fish_seen_subcommand_from completion' -a 'bash zsh fish'
      """)
  }
}
