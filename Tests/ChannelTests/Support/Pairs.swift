/// Every pair of languages at the two ends.
let pairs = Language.allCases.flatMap { first in Language.allCases.map { (first, $0) } }
